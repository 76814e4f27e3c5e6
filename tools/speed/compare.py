#!/usr/bin/env python3
"""Runs ours and the peer in turn and writes what came of it into docs/benchmarks.md; called by tools/benchmark."""
import argparse, datetime, json, os, pathlib, re, statistics, subprocess, sys

PEER = pathlib.Path(__file__).with_name("cellplm_speed.py")
TABLE = pathlib.Path("docs/benchmarks.md")
BEGIN, END = "<!-- speed: written by tools/benchmark -->", "<!-- end of speed -->"

# name: what is measured, ours, the peer's
PAIRS = {
    "embed": ("embedding, `cellplm`, 2,000 cells × 500 genes", ["--preset", "cellplm", "--cells", 2000, "--genes", 500],
              ["embed", "--cells", 2000, "--genes", 500]),
    "embed-wide": ("embedding, `cellplm`, 2,000 cells × 5,000 genes", ["--preset", "cellplm", "--cells", 2000, "--genes", 5000],
                   ["embed", "--cells", 2000, "--genes", 5000]),
    "embed-large": ("embedding, `cellplm`, 10,000 cells × 500 genes", ["--preset", "cellplm", "--cells", 10000, "--genes", 500],
                    ["embed", "--cells", 10000, "--genes", 500]),
    "base": ("embedding, `base` beside CellPLM, 2,000 cells × 500 genes", ["--preset", "base", "--places", "--cells", 2000, "--genes", 500],
             ["embed", "--cells", 2000, "--genes", 500]),
    "pretrain": ("a training step, `cellplm`, 2,000 cells, 5,000 of 19,374 genes measured",
                 ["--kind", "pretrain", "--preset", "cellplm", "--cells", 2000, "--genes", 5000],
                 ["pretrain", "--cells", 2000, "--genes", 5000]),
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ours", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--pairs", default=",".join(PAIRS))
    parser.add_argument("--dry", action="store_true")
    a = parser.parse_args()
    chosen = a.pairs.split(",")
    unknown = [name for name in chosen if name not in PAIRS]
    if unknown:
        sys.exit(f"no pair {', '.join(unknown)}; there are {', '.join(PAIRS)}")
    limits = line([a.ours, "limits", "--threads", a.threads])
    print(f"limits: {limits}", file=sys.stderr)
    rows = [compare(name, a) for name in chosen]
    after = line([a.ours, "limits", "--threads", a.threads])
    text = table(rows, limits, after, a)
    print(text)
    if not a.dry:
        write(text)


def line(command):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=environment)
    if done.returncode:
        sys.exit(f"{command[0]} {command[1]}: {done.stderr.strip()[-500:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def compare(name, a):
    """Both, one after the other, `rounds` times: a machine that slows down slows both."""
    title, ours, peer = PAIRS[name]
    rounds = []
    for number in range(a.rounds):
        load = os.getloadavg()[0]
        own = line([a.ours, "model", *ours, "--threads", a.threads])
        other = line([sys.executable, PEER, *peer, "--threads", a.threads])
        rounds.append((own, other, load))
        print(f"{name}, round {number + 1}: {own['cells_per_second']:.0f} and {other['cells_per_second']:.0f} cells/s, load {load:.1f}",
              file=sys.stderr)
    return title, rounds


def table(rows, before, after, a):
    head = ["| | ours, cells/s | CellPLM, cells/s | ratio of wall time, median (least to most) | of CPU seconds | of memory | ours, MB | CellPLM, MB |",
            "|---|---|---|---|---|---|---|---|"]
    for title, rounds in rows:
        ratio = lambda key: [other[key] / own[key] for own, other, _ in rounds]
        wall = ratio("seconds_median")
        middle = statistics.median
        head.append(
            f"| {title} | {middle(o['cells_per_second'] for o, _, _ in rounds):,.0f} | {middle(p['cells_per_second'] for _, p, _ in rounds):,.0f} "
            f"| **{middle(wall):.2f}** ({min(wall):.2f} to {max(wall):.2f}) | {middle(ratio('cpu_s')):.2f} | {middle(ratio('peak_mb')):.2f} "
            f"| {middle(o['peak_mb'] for o, _, _ in rounds):,.0f} | {middle(p['peak_mb'] for _, p, _ in rounds):,.0f} |")
    loads = [load for _, rounds in rows for _, _, load in rounds]
    peer = rows[0][1][0][1]["peer"]
    return "\n".join([
        f"`tools/benchmark --rounds {a.rounds} --threads {a.threads} --pairs {a.pairs}`, {datetime.date.today()}; {peer}; "
        f"OpenBLAS core {before['core']}, {a.threads} threads, load before each pair {min(loads):.1f} to {max(loads):.1f}. "
        f"Limits in the same run, before and after: sgemm {before['sgemm_gigaflops']:.0f} and {after['sgemm_gigaflops']:.0f} GFLOP/s, "
        f"copy {before['copy_gigabytes_per_second']:.1f} and {after['copy_gigabytes_per_second']:.1f} GB/s (read and written). "
        "Ratios above 1: ours is faster, or smaller.", "", *head])


def write(text):
    old = TABLE.read_text()
    new = f"{BEGIN}\n\n{text}\n\n{END}"
    found = re.search(re.escape(BEGIN) + ".*" + re.escape(END), old, re.S)
    TABLE.write_text(old[:found.start()] + new + old[found.end():] if found else f"{old.rstrip()}\n\n## Speed\n\n{new}\n")


main()
