"""Tables of all runs there are, between two marks of docs/benchmarks.md; what stands around them is written by hand."""
import numpy as np
import confidence_table, tasks
from bootstrap import Answers, difference
from scores import short

BEGIN, END = "<!-- tables: written by tools/benchmark-accuracy -->", "<!-- end of tables -->"
OURS = "Histoglot"
GRAPHS = ["GraphSAGE", "GraphSAGE, smoothed", "neighbour attention", "neighbour attention, smoothed"]
SIMPLE = ["logistic regression, own", "logistic regression (C .03), own", "network, own", "forest, own", "mean of three, own", "15 nearest, own", "boosted trees, own", "CellTypist"]
AROUND = ["logistic regression, own + neighbours", "logistic regression (C .03), own + neighbours",
          "logistic regression, own + rings", "logistic regression (C .03), own + rings", "network, own + neighbours",
          "forest, own + neighbours", "mean of three, own + neighbours", "15 nearest, own + neighbours"]
CONTROLS = ["Histoglot, context off", "Histoglot without places"]
ORDER = [OURS, *CONTROLS, *SIMPLE, *AROUND, *GRAPHS, "coordinates only"]
LINEAR = [m for m in SIMPLE + AROUND if m.startswith("logistic") and not m.endswith("neighbours")]
RIVALS = {"cell types": ("simple tools", SIMPLE + AROUND), "regions and layers": ("graph networks", GRAPHS),
          "reference → spatial": ("simple tools", SIMPLE)} | {f"few-shot, {k}": ("logistic regression, own or rings", LINEAR) for k in (1, 5, 20)}


def write(runs, document):
    text = document.read_text() if document.exists() else f"# Benchmarks\n\n{BEGIN}\n{END}\n"
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    document.write_text(before + BEGIN + "\n\n" + "\n\n".join(sections(runs)) + "\n\n" + END + after)


def sections(runs):
    found = [coverage(runs)]
    for group in RIVALS:
        if lines := [l for l in runs.lines if l["group"] == group]:
            found += [f"### {group[0].upper()}{group[1:]}", scores_of(lines), *verdicts(group, lines, runs)]
    found += ["### Each fold", folds(runs), "### A class left out", left_out(runs)]
    found += ["### Confidence", confidence(runs), "### Time", times(runs)]
    return found


def coverage(runs):
    seeds = {}
    for l in runs.lines:
        seeds.setdefault(l["method"], set()).add((l["task"], l["seed"]))
    count = len({t.name for t in tasks.all_tasks()})
    said = [f"{m} {len(seeds[m])}" for m in ORDER if m in seeds]
    return f"{len(runs.lines)} runs of {count} tasks; task × seed done: " + ", ".join(said) + "."


def families(lines):
    return list(dict.fromkeys(l["family"] for l in lines))


def of_seeds(lines, value):
    """The value for each seed that has all folds of a family, as a mean over the folds."""
    wanted = len({t.name for t in tasks.all_tasks() if lines and t.family == lines[0]["family"]})
    by_seed = {}
    for l in lines:
        by_seed.setdefault(l["seed"], []).append(l[value])
    return [np.mean(v) for v in by_seed.values() if len(v) == wanted]


def scores_of(lines):
    """Methods down, families across: accuracy / macro-F1 ± standard deviation over seeds."""
    across = families(lines)
    best = {f: max((np.mean(v) for m in ORDER if (v := of_seeds(matching(lines, f, m), "macro_f1"))), default=0) for f in across}
    rows = ["| | " + " | ".join(across) + " |", "|---|" + "---|" * len(across)]
    for method in ORDER:
        cells = []
        for family in across:
            f1, accuracy = (of_seeds(matching(lines, family, method), v) for v in ("macro_f1", "accuracy"))
            if not f1:
                cells.append("")
                continue
            shown = short(np.mean(f1)) if np.mean(f1) < best[family] else f"**{short(np.mean(f1))}**"
            spread = f" ± {short(np.std(f1, ddof=1))}" if len(f1) > 1 else ""
            cells.append(f"{short(np.mean(accuracy))} / {shown}{spread}")
        if any(cells):
            rows.append(f"| {method} | " + " | ".join(cells) + " |")
    return "Accuracy / macro-F1.\n\n" + "\n".join(rows)


def matching(lines, family, method):
    return [l for l in lines if l["family"] == family and l["method"] == method]


def verdicts(group, lines, runs):
    """Histoglot against the best rival of the group, and against the best peer of any kind."""
    named, rivals = RIVALS[group]
    rows = ["| Histoglot minus | tasks × seeds | difference of macro-F1 | 95 % interval | worst family | |", "|---|---|---|---|---|---|"]
    anyone = [m for m in ORDER if m not in (OURS, *CONTROLS, "coordinates only")]
    for kind, among in ((named, rivals), ("all peers", anyone)):
        compared = {m: pairs_with(m, lines) for m in among}
        most = max((len(p) for p in compared.values()), default=0)
        compared = {m: p for m, p in compared.items() if p and len(p) == most}
        if not compared:
            continue
        one = max(compared, key=lambda m: score_of_rival(compared[m]))
        rows.append(verdict(f"best of {kind} over all: {one}", compared[one], runs))
        rows.append(verdict(f"best of {kind} in each family", best_in_each(compared), runs))
    return ["\n".join(rows)] if len(rows) > 2 else []


def verdict(title, pairs, runs):
    """A row: the difference, its interval, the family that lost most."""
    mean, low, high = difference(answers_by_family(pairs, runs))
    worst, least = worst_family(pairs)
    word = "better" if low > 0 else "worse" if high < 0 else "tie"
    return f"| {title} | {sum(map(len, pairs.values()))} | {mean:+.3f} | {low:+.3f} to {high:+.3f} | {worst}: {least:+.3f} | {word} |"


def best_in_each(compared):
    """Of each family the pairs with the rival that is best there."""
    found = {}
    for family in {folds[0][1]["family"] for pairs in compared.values() for folds in pairs.values()}:
        of_family = lambda pairs: {t: f for t, f in pairs.items() if f[0][1]["family"] == family}
        found |= max(map(of_family, compared.values()), key=score_of_rival)
    return dict(sorted(found.items()))


def answers_by_family(pairs, runs):
    """[[[(our answers, their answers) of each seed] of each fold] of each family]."""
    families = {}
    for folds in pairs.values():
        families.setdefault(folds[0][0]["family"], []).append([(Answers(runs.answers(a)), Answers(runs.answers(b))) for a, b in folds])
    return list(families.values())


def score_of_rival(pairs):
    families = {}
    for folds in pairs.values():
        families.setdefault(folds[0][1]["family"], []).append(np.mean([b["macro_f1"] for _, b in folds]))
    return np.mean([np.mean(f) for f in families.values()])


def pairs_with(rival, lines):
    """{task: [(our line, their line)]} over the seeds both have."""
    ours = {(l["task"], l["seed"]): l for l in lines if l["method"] == OURS}
    found = {}
    for l in lines:
        if l["method"] == rival and (l["task"], l["seed"]) in ours:
            found.setdefault(l["task"], []).append((ours[l["task"], l["seed"]], l))
    return found


def worst_family(pairs):
    gaps = {}
    for runs in pairs.values():
        for ours, theirs in runs:
            gaps.setdefault(ours["family"], []).append(ours["macro_f1"] - theirs["macro_f1"])
    means = {f: float(np.mean(g)) for f, g in gaps.items()}
    worst = min(means, key=means.get)
    return worst, means[worst]


def folds(runs):
    """Each fold: Histoglot, the best peer, what validation chose."""
    rows = ["| Task | Histoglot | best peer | weights validation chose | alike when turned, mirrored, shifted |", "|---|---|---|---|---|"]
    for task in (t for t in tasks.all_tasks() if not t.left_out):
        ours = [l for l in runs.lines if l["task"] == task.name and l["method"] == OURS]
        if not ours:
            continue
        peers = {m: np.mean([l["macro_f1"] for l in runs.lines if l["task"] == task.name and l["method"] == m])
                 for m in ORDER[3:-1] if any(l["task"] == task.name and l["method"] == m for l in runs.lines)}
        best = max(peers, key=peers.get) if peers else ""
        chosen = next((s.removeprefix("chosen: ").split(";")[0] for s in ours[0].get("chosen", []) if s.startswith("chosen: ")), "nothing: no cell could validate")
        alike = [l["agrees_when_moved"] for l in ours if "agrees_when_moved" in l]
        rows.append(f"| {task.name} | {short(np.mean([l['macro_f1'] for l in ours]))} | {short(peers[best]) if best else ''} {best} | "
                    f"{chosen} | {f'{100 * min(alike):.2f} %' if alike else ''} |")
    return "Macro-F1, mean over the seeds there are.\n\n" + "\n".join(rows)


def left_out(runs):
    """AUROC of finding a class without training labels: mean over classes and seeds, and the worst class."""
    lines = [l for l in runs.lines if "auroc" in l]
    across = families(lines)
    rows = ["| | " + " | ".join(across) + " |", "|---|" + "---|" * len(across)]
    for method, key in ((m, key) for m in ORDER for key in ("auroc_novelty", "auroc") if any(l["method"] == m and key in l for l in lines)):
        cells = []
        for family in across:
            found = {}
            for l in matching(lines, family, method):
                if key in l:
                    found.setdefault(l["task"].split("-", 2)[2], []).append(l[key])
            means = {name: np.mean(v) for name, v in found.items()}
            worst = min(means, key=means.get) if means else ""
            cells.append(f"{short(np.mean(list(means.values())))}, {len(means)} classes (worst {worst} {short(means[worst])})" if means else "")
        rows.append(f"| {method}, {'novelty' if key == 'auroc_novelty' else 'low confidence'} | " + " | ".join(cells) + " |")
    for key, title in (("unknown_of_left_out", "left-out"), ("unknown_of_known", "known")):
        shares = [[l[key] for l in matching(lines, family, OURS) if key in l] for family in across]
        if any(shares):
            rows.append(f"| {OURS}, share of {title} cells that are `Unknown` by default | " + " | ".join(short(np.mean(s)) if s else "" for s in shares) + " |")
    return "AUROC of novelty and of low confidence for the cells of a class that training had no label of.\n\n" + "\n".join(rows)


def confidence(runs):
    groups = {}
    for family in families([l for l in runs.lines if l["group"] in RIVALS]):
        if ours := matching(runs.lines, family, OURS):
            groups[family] = (ours, {m: lines for m in SIMPLE + AROUND + GRAPHS
                                     if (lines := [l for l in matching(runs.lines, family, m) if "ece" in l])})
    return confidence_table.text(runs, groups, LINEAR[0])


def times(runs):
    """Median CPU seconds of one run by method."""
    rows = ["| | CPU seconds of a run, median | most |", "|---|---|---|"]
    for method in ORDER:
        if spent := [l["cpu_seconds"] for l in runs.lines if l["method"] == method]:
            rows.append(f"| {method} | {np.median(spent):.1f} | {max(spent):.0f} |")
    return "\n".join(rows)
