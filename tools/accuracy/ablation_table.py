"""The tables of ablations: what is lost where a part is left out."""
import numpy as np
from bootstrap import Answers, difference
from scores import short

# What the transformer expert alone says stands behind the name of a variant.
ALONE = " · transformer alone"
COLUMNS = [("mPFC, type", ["mpfc-BZ5-BZ9-type", "mpfc-BZ9-BZ5-type"]), ("mPFC, region", ["mpfc-BZ5-BZ9-region", "mpfc-BZ9-BZ5-region"]),
           ("osmFISH, region", ["osmfish-region"]), ("her2st, region", [f"her2st-{p}" for p in "ABCDEF"])]
# Tasks that stand for the runs of a material: both labels of mPFC are learned in one.
RUNS = [("mPFC, both labels", COLUMNS[0][1]), ("osmFISH", COLUMNS[2][1]), ("her2st", COLUMNS[3][1])]
BEGIN, END = "<!-- ablations: written by tools/measure-ablations -->", "<!-- end of ablations -->"


def text(runs, variants):
    parts = ["**The whole mixture.**\n\n" + table(runs, variants, ""),
             "**The transformer expert alone** (weight 1, no smoothing), which is where parts of the encoder act.\n\n"
             + table(runs, variants, ALONE), "**Pre-training**, last epoch.\n\n" + mixtures(runs),
             "**Time** of these runs, CPU seconds.\n\n" + times(runs)]
    return "\n\n".join(parts)


def put(made, document):
    """Puts the tables between their marks."""
    before, rest = document.read_text().split(BEGIN)
    document.write_text(f"{before}{BEGIN}\n\n{made}\n\n{END}{rest.split(END)[1]}")


def table(runs, variants, which):
    rows = ["| without | " + " | ".join(name for name, _ in COLUMNS) + " |", "|---|" + "---|" * len(COLUMNS)]
    for key, name in variants:
        cells = [cell(runs, key + which, "whole" + which, tasks) for _, tasks in COLUMNS]
        if any(cells):
            rows.append(f"| {name if key != 'whole' else '– (the whole model)'} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def cell(runs, method, whole, tasks):
    """Macro-F1 over seeds and folds, and the difference to the whole on the runs that both have."""
    shared = {task: [seed for seed in range(10) if runs.has(task, method, seed)] for task in tasks}
    shared = {task: seeds for task, seeds in shared.items() if seeds}
    if not shared:
        return ""
    seeds = set.intersection(*map(set, shared.values()))
    of_seed = [np.mean([runs.find(task, method, seed)["macro_f1"] for task in shared]) for seed in sorted(seeds)]
    count = f", {len(seeds)} seed{'s' if len(seeds) > 1 else ''}" if len(shared) == len(tasks) else f", {len(shared)} of {len(tasks)} folds"
    mean = f"{short(np.mean(of_seed))}" + (f" ± {short(np.std(of_seed, ddof=1))}" if len(seeds) > 1 else "")
    if method == whole:
        return mean + count
    both = sorted(seed for seed in seeds if all(runs.has(task, whole, seed) for task in shared))
    if not both:
        return mean + count
    pairs = [[(answers(runs, task, method, seed), answers(runs, task, whole, seed)) for seed in both] for task in shared]
    gap, low, high = (round(value, 3) for value in difference([pairs]))
    verdict = "better" if low > 0 else "worse" if high < 0 else "tie"
    # The interval is of other tissue, not of other seeds, of which one tells nothing.
    gaps = [np.mean([runs.find(task, method, seed)["macro_f1"] - runs.find(task, whole, seed)["macro_f1"] for task in shared]) for seed in both]
    alike = sum(round(of_one, 3) * gap > 0 for of_one in gaps)
    seeds = "" if verdict == "tie" or len(both) == alike > 1 else " in one seed" if len(both) == 1 else f" in {alike} of {len(both)} seeds"
    return f"{mean}{count}: {signed(gap)} [{signed(low)}, {signed(high)}] {verdict}{seeds}"


def answers(runs, task, method, seed):
    return Answers(runs.answers(runs.find(task, method, seed)))


def mixtures(runs):
    rows = ["| model | components in use | mean entropy of a cell's component, nats | KL, nats a cell | loss of all counts, nats a gene | of hidden counts |",
            "|---|---|---|---|---|---|"]
    seen = {line["pretrained"]: line["mixture"] for line in runs.lines}
    for name, m in sorted(seen.items()):
        hidden = f"{m['hidden']:.3f}" if m["hidden"] else "–"
        rows.append(f"| {name.removeprefix('pretrained-')} | {m['in_use']:.1f} of {m['components']} | {m['entropy']:.2f} | "
                    f"{m['divergence']:.1f} | {m['all']:.3f} | {hidden} |")
    return "\n".join(rows)


def times(runs):
    """What fine-tuning, annotating and pre-training took, and how long two cores are at it."""
    rows = ["| | runs | fine-tuning and annotating | a run, median | pre-training |", "|---|---|---|---|---|"]
    total, models = 0, {}
    for name, tasks in RUNS:
        lines = [line for line in runs.lines if line["task"] in tasks and ALONE not in line["method"]]
        if not lines:
            continue
        tuning = [line["cpu_seconds"] for line in lines]
        pretraining = {line["pretrained"]: line.get("pretraining_cpu_seconds", 0) for line in lines}
        total += sum(tuning)
        models |= pretraining  # One may serve two materials.
        rows.append(f"| {name} | {len(lines)} | {sum(tuning):,.0f} | {np.median(tuning):.0f} | {sum(pretraining.values()):,.0f} in {len(pretraining)} models |")
    total += sum(models.values())
    return "\n".join([*rows, "", f"Together {total:,.0f} CPU seconds: {total / 7200:.1f} hours of two cores."])


def signed(value):
    return f"{value + 0.0:+.3f}".replace("0.", ".").replace("-", "−")
