"""The tables of docs/benchmarks.md."""

import numpy as np

BEGIN, END = "<!-- imputation: begin -->", "<!-- imputation: end -->"
PEERS = ("mean", "kNN", "kNN of z-scores", "SpaGE-like")


def line(made):
    """A run in one line, for the log."""
    key = "pearson" if made[0]["kind"] == "imputation" else "rmse"
    scores = ", ".join(f"{one['method']} {np.mean(one[key]):.4f}" for one in made)
    return f"{made[0]['task']} {made[0]['fold']}: {scores}"


def interval(differences, draws=2000):
    """The 95 % interval of the mean of paired differences, by bootstrap over genes."""
    generator = np.random.default_rng(0)
    differences = np.asarray(differences)
    means = differences[generator.integers(len(differences), size=(draws, len(differences)))].mean(1)
    return np.quantile(means, [0.025, 0.975])


def of(lines, **wanted):
    return sorted(
        (one for one in lines if all(one[key] == value for key, value in wanted.items())),
        key=lambda one: one["fold"],
    )


def pooled(runs, key):
    return np.concatenate([one[key] for one in runs])


def tasks_of(lines, kind):
    return list(dict.fromkeys(one["task"] for one in lines if one["kind"] == kind))


def imputation(lines):
    rows = [
        "| task | genes | method | Pearson | cosine | histoglot − this, Pearson [95 %] |",
        "|---|---|---|---|---|---|",
    ]
    for task in tasks_of(lines, "imputation"):
        own = of(lines, task=task, method="histoglot")
        for method in (*PEERS, "histoglot"):
            runs = of(lines, task=task, method=method)
            folds = [np.mean(one["pearson"]) for one in runs]
            values = pooled(runs, "pearson")
            gap = pooled(own, "pearson") - values
            low, high = interval(gap)
            beside = "" if method == "histoglot" else f"{gap.mean():+.3f} [{low:+.3f}, {high:+.3f}]"
            rows.append(
                f"| {task} | {len(values)} | {method} | {values.mean():.3f} ± {np.std(folds, ddof=1):.3f} "
                f"| {pooled(runs, 'cosine').mean():.3f} | {beside} |"
            )
    return rows


def confidence(lines):
    rows = ["| task | expected mean | found mean | correlation of expected with found |", "|---|---|---|---|"]
    for task in tasks_of(lines, "imputation"):
        own = of(lines, task=task, method="histoglot")
        expected, found = pooled(own, "expected"), pooled(own, "pearson")
        rows.append(
            f"| {task} | {expected.mean():.3f} | {found.mean():.3f} | {np.corrcoef(expected, found)[0, 1]:.2f} |"
        )
    return rows


def denoising(lines):
    tasks = tasks_of(lines, "denoising")
    methods = list(dict.fromkeys(one["method"] for one in lines if one["kind"] == "denoising"))
    rows = ["| method | " + " | ".join(tasks) + " |", "|---" * (len(tasks) + 1) + "|"]
    for method in methods:
        cells = []
        for task in tasks:
            errors = [one["rmse"] for one in of(lines, task=task, method=method, kind="denoising")]
            cells.append(f"{np.mean(errors):.4f} ± {np.std(errors, ddof=1) if len(errors) > 1 else 0:.4f}")
        rows.append(f"| {method} | " + " | ".join(cells) + " |")
    gaps = []
    for task in tasks:
        mean_squares = lambda method: np.mean(
            [one["squares"] for one in of(lines, task=task, method=method, kind="denoising")], axis=0
        )
        rivals = [method for method in methods if not method.startswith("histoglot")]
        best = min(rivals, key=lambda method: mean_squares(method).mean())
        low, high = interval(mean_squares("histoglot") - mean_squares(best))
        gaps.append(f"{task}: [{low:+.4f}, {high:+.4f}] against {best}")
    rows += ["", "Difference in squared error to the best of the others, 95 % by bootstrap over genes: " + "; ".join(gaps) + "."]
    return rows


def write(lines, path):
    """Puts the tables between their marks, or at the end of the file."""
    parts = [BEGIN, ""]
    if tasks_of(lines, "imputation"):
        parts += imputation(lines) + [""] + confidence(lines) + [""]
    if tasks_of(lines, "denoising"):
        parts += denoising(lines) + [""]
    block = "\n".join(parts + [END])
    text = path.read_text()
    if BEGIN in text:
        text = text[: text.index(BEGIN)] + block + text[text.index(END) + len(END) :]
    else:
        text = text.rstrip() + "\n\n## Imputation and denoising\n\n" + block + "\n"
    path.write_text(text)
