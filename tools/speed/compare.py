#!/usr/bin/env python3
"""Runs ours and the peer in turn and writes what came of it into docs/benchmarks.md; called by tools/benchmark."""
import argparse, datetime, json, os, pathlib, re, statistics, subprocess, sys

HERE = pathlib.Path(__file__).parent
TABLE = pathlib.Path("docs/benchmarks.md")

PARTS = ["pairs", "operations", "threads"]

CELLPLM, ATTENTION = "cellplm_speed.py", "attention_speed.py"

# Floating-point operations of `cellplm` for a cell. Of a training step: encoder forward 69 and backward 139 million,
# token map 6, sparse product 5, and for the masked three quarters of cells latent 5 and decoder 6.
# name: what is measured; ours; the peer's; floating-point operations of ours for each cell, where they are counted
PAIRS = {
    "embed": ("embedding, `cellplm`, 2,000 cells × 500 genes", ["model", "--preset", "cellplm", "--cells", 2000, "--genes", 500],
              [CELLPLM, "embed", "--cells", 2000, "--genes", 500], 73.5e6),
    "embed-wide": ("embedding, `cellplm`, 2,000 cells × 5,000 genes",
                   ["model", "--preset", "cellplm", "--cells", 2000, "--genes", 5000],
                   [CELLPLM, "embed", "--cells", 2000, "--genes", 5000], 73.5e6),
    "embed-large": ("embedding, `cellplm`, 10,000 cells × 500 genes",
                    ["model", "--preset", "cellplm", "--cells", 10000, "--genes", 500],
                    [CELLPLM, "embed", "--cells", 10000, "--genes", 500], 73.5e6),
    "embed-large-wide": ("embedding, `cellplm`, 10,000 cells × 5,000 genes",
                         ["model", "--preset", "cellplm", "--cells", 10000, "--genes", 5000],
                         [CELLPLM, "embed", "--cells", 10000, "--genes", 5000], 73.5e6),
    "embed-bf16": ("embedding in bf16 (the peer: autocast), `cellplm`, 2,000 cells × 500 genes",
                   ["model", "--preset", "cellplm", "--precision", "bf16", "--cells", 2000, "--genes", 500],
                   [CELLPLM, "embed-bf16", "--cells", 2000, "--genes", 500], 73.5e6),
    "base": ("embedding, `base` beside CellPLM, 2,000 cells × 500 genes",
             ["model", "--preset", "base", "--places", "--cells", 2000, "--genes", 500],
             [CELLPLM, "embed", "--cells", 2000, "--genes", 500], 14.2e6),
    "pretrain": ("a training step, `cellplm`, 2,000 cells, 5,000 of 19,374 genes measured",
                 ["model", "--kind", "pretrain", "--preset", "cellplm", "--cells", 2000, "--genes", 5000],
                 [CELLPLM, "pretrain", "--cells", 2000, "--genes", 5000], 230e6),
    "encoder": ("forward and backward of the encoder alone, `cellplm`, 2,000 cells",
                ["model", "--kind", "encoder", "--preset", "cellplm", "--cells", 2000], [CELLPLM, "encoder", "--cells", 2000], 208e6),
    "attention": ("exact attention, 4,096 cells × 8 heads × 64, forward", ["attention", "--form", "exact"], [ATTENTION, "forward"],
                  2 * 2 * 4096 * 512),
    "attention-backward": ("the same, forward and backward", ["attention", "--form", "exact", "--backward"], [ATTENTION, "backward"],
                           7 * 2 * 4096 * 512),
}

# Needs a build with oneDNN, so that it runs only where it is asked for.
OPTIONAL = {"embed-bf16"}
# What is measured with all threads and with one.
SCALING = [("embedding, `base`", PAIRS["base"][1]), ("embedding, `cellplm`", PAIRS["embed"][1]),
           ("a training step, `cellplm`", PAIRS["pretrain"][1])]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ours", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--pairs", default=",".join(name for name in PAIRS if name not in OPTIONAL))
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--dry", action="store_true")
    a = parser.parse_args()
    if a.rounds < 1 or a.threads < 1:
        sys.exit("--rounds and --threads must be at least 1")
    parts = a.parts.split(",")
    unknown = [name for name in parts if name not in PARTS]
    if unknown:
        sys.exit(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    chosen = a.pairs.split(",")
    unknown = [name for name in chosen if name not in PAIRS]
    if unknown:
        sys.exit(f"no pair {', '.join(unknown)}; there are {', '.join(PAIRS)}")
    for part, measured in (("pairs", lambda: pairs(chosen, a)), ("operations", lambda: operations(a)),
                           ("threads", lambda: threads(a))):
        if part in parts:
            text = measured()
            print(text, flush=True)
            if not a.dry:
                write(part, text)


def pairs(chosen, a):
    limits = line([a.ours, "limits", "--threads", a.threads])
    print(f"limits: {limits}", file=sys.stderr)
    rows = [compare(name, a) for name in chosen]
    after = line([a.ours, "limits", "--threads", a.threads])
    return table(rows, limits, after, a)


def operations(a):
    """Each operation against the machine's limits, measured in the same run."""
    report = line([a.ours, "operations", "--json", "--threads", a.threads])
    limits = report["limits"]
    rows = [f"| {o['operation']} | {o['shape']} | {1e3 * o['seconds']:.2f} | {o['gigabytes_per_second']:.1f} "
            f"| {o['gigaflops']:.0f} | **{100 * o['share']:.0f} %** of {o['bound_by']} |" for o in report["operations"]]
    return "\n".join([
        f"`HistoglotBenchmarks operations`, {datetime.date.today()}; OpenBLAS core {report['core']}, {report['threads']} threads, "
        f"load {report['load']:.1f}; sgemm {limits['sgemm_gigaflops']:.0f} GFLOP/s, "
        f"copy {limits['copy_gigabytes_per_second']:.1f} GB/s (read and written).", "",
        "| operation | shape | ms | GB/s | GFLOP/s | share of the limit |", "|---|---|---|---|---|---|", *rows])


def threads(a):
    """All threads and one in turn; whether the results are the same, bit for bit."""
    rows = []
    for title, command in SCALING:
        rounds = []
        for number in range(a.rounds):
            many = line([a.ours, *command, "--threads", a.threads])
            one = line([a.ours, *command, "--threads", 1])
            rounds.append((many, one))
            print(f"{title}, round {number + 1}: {one['seconds_median']:.3f} and {many['seconds_median']:.3f} s", file=sys.stderr)
        ratios = [one["seconds_median"] / many["seconds_median"] for many, one in rounds]
        sums = sorted({run["checksum"] for pair in rounds for run in pair})
        same = f"yes, {sums[0]}" if len(sums) == 1 else f"**no**: {', '.join(sums)}"
        middle = statistics.median
        rows.append(f"| {title} | {1e3 * middle(one['seconds_median'] for _, one in rounds):.0f} "
                    f"| {1e3 * middle(many['seconds_median'] for many, _ in rounds):.0f} "
                    f"| **{middle(ratios):.2f}** ({min(ratios):.2f} to {max(ratios):.2f}) | {same} |")
    return "\n".join([
        f"`tools/benchmark --parts threads --rounds {a.rounds} --threads {a.threads}`, {datetime.date.today()}, "
        f"load {os.getloadavg()[0]:.1f}.", "",
        f"| | one thread, ms | {a.threads} threads, ms | ratio of wall time, median (least to most) | the same result, its checksum |",
        "|---|---|---|---|---|", *rows])


def line(command):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=environment)
    if done.returncode:
        sys.exit(f"{command[0]} {command[1]}: {done.stderr.strip()[-500:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def compare(name, a):
    """Both, one after the other, `rounds` times: a machine that slows down slows both."""
    title, ours, (script, *peer), operations = PAIRS[name]
    rounds = []
    for number in range(a.rounds):
        load = os.getloadavg()[0]
        own = line([a.ours, *ours, "--threads", a.threads])
        other = line([sys.executable, HERE / script, *peer, "--threads", a.threads])
        rounds.append((own, other, load))
        print(f"{name}, round {number + 1}: {own['cells_per_second']:.0f} and {other['cells_per_second']:.0f} cells/s, load {load:.1f}",
              file=sys.stderr)
    return title, rounds, operations


def table(rows, before, after, a):
    head = ["| | ours, cells/s | peer, cells/s | ratio of wall time, median (least to most) | of CPU seconds | of memory | ours, MB | peer, MB "
            "| ours, GFLOP/s | of sgemm |",
            "|---|---|---|---|---|---|---|---|---|---|"]
    peak = (before["sgemm_gigaflops"] + after["sgemm_gigaflops"]) / 2
    for title, rounds, operations in rows:
        ratio = lambda key: [other[key] / own[key] for own, other, _ in rounds]
        wall = ratio("seconds_median")
        speed = operations and statistics.median(o["cells_per_second"] for o, _, _ in rounds) * operations / 1e9
        middle = statistics.median
        head.append(
            f"| {title} | {middle(o['cells_per_second'] for o, _, _ in rounds):,.0f} | {middle(p['cells_per_second'] for _, p, _ in rounds):,.0f} "
            f"| **{middle(wall):.2f}** ({min(wall):.2f} to {max(wall):.2f}) | {middle(ratio('cpu_s')):.2f} | {middle(ratio('peak_mb')):.2f} "
            f"| {middle(o['peak_mb'] for o, _, _ in rounds):,.0f} | {middle(p['peak_mb'] for _, p, _ in rounds):,.0f} "
            + (f"| {speed:,.0f} | {100 * speed / peak:.0f} % |" if speed else "| | |"))
    loads = [load for _, rounds, _ in rows for _, _, load in rounds]
    peer = rows[0][1][0][1]["peer"]
    return "\n".join([
        f"`tools/benchmark --rounds {a.rounds} --threads {a.threads} --pairs {a.pairs}`, {datetime.date.today()}; {peer}; "
        f"OpenBLAS core {before['core']}, {a.threads} threads, load before each pair {min(loads):.1f} to {max(loads):.1f}. "
        f"Limits in the same run, before and after: sgemm {before['sgemm_gigaflops']:.0f} and {after['sgemm_gigaflops']:.0f} GFLOP/s, "
        f"copy {before['copy_gigabytes_per_second']:.1f} and {after['copy_gigabytes_per_second']:.1f} GB/s (read and written). "
        "Ratios above 1: ours is faster, or smaller.", "", *head])


def write(part, text):
    name = {"pairs": "speed"}.get(part, part)
    begin, end = f"<!-- {name}: written by tools/benchmark -->", f"<!-- end of {name} -->"
    old = TABLE.read_text()
    new = f"{begin}\n\n{text}\n\n{end}"
    found = re.search(re.escape(begin) + ".*" + re.escape(end), old, re.S)
    if not found:
        sys.exit(f"{TABLE} has no place for {name}: the lines {begin} and {end}")
    TABLE.write_text(old[:found.start()] + new + old[found.end():])


main()
