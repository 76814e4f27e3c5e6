"""How long a step takes, for the scripts that tools/speed/compare.py calls."""
import os, resource, time


def measured(step, cells, repeats):
    """Times of a step after one to warm up: wall, the least CPU seconds, cells a second at the least wall time, peak memory."""
    step()
    wall, cpu = [], []
    for _ in range(repeats):
        began, spent = time.perf_counter(), sum(os.times()[:2])
        step()
        wall.append(time.perf_counter() - began)
        cpu.append(sum(os.times()[:2]) - spent)
    wall.sort()
    return dict(seconds_median=wall[len(wall) // 2], seconds_min=wall[0], cpu_s=min(cpu), cells_per_second=cells / wall[0],
                peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
