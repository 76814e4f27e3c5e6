"""Retrieval on cells that alignment never saw: R@1/5/10 strictly and by label, both ways, with chance.

The other half of the cells, without the held-out ones, pre-trains and aligns; every option stays at its default.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import time

import anndata
import numpy as np
from sklearn.linear_model import LogisticRegression

# Squares of the grid that a section is cut into, a side.
BLOCKS = 8
ROWS = [("cell → its label's text, of all labels", "by_label", "cell_to_text"),
        ("the same, mean over labels", "by_label", "cell_to_text_mean_of_labels"),
        ("label's text → a cell of the label, of 256", "by_label", "text_to_cell"),
        ("strictly, cell → its own text, of 256", "strict", "cell_to_text"),
        ("strictly, text → its own cell, of 256", "strict", "text_to_cell")]


def run(arguments):
    done = subprocess.run([str(argument) for argument in arguments], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, arguments))}\n{done.stderr}")
    return done.stdout, done.stderr


def random_half(data, generator):
    """Whether each cell is held out: a random half, as in the study of wrong labels."""
    held = np.ones(data.n_obs, dtype=bool)
    held[generator.permutation(data.n_obs)[: data.n_obs // 2]] = False
    return held


def half_of_blocks(data, generator):
    """Whether each cell is held out: it lies in one of the random half of the blocks of a grid of equal squares."""
    places = np.asarray(data.obsm["spatial"], dtype=float)[:, :2]
    low, span = places.min(0), np.ptp(places, axis=0)
    column, row = np.minimum(((places - low) / span * BLOCKS).astype(int), BLOCKS - 1).T
    held = np.zeros(BLOCKS * BLOCKS, dtype=bool)
    held[generator.permutation(BLOCKS * BLOCKS)[: BLOCKS * BLOCKS // 2]] = True
    return held[row * BLOCKS + column]


def square_roots(data):
    matrix = data.X.toarray() if hasattr(data.X, "toarray") else np.asarray(data.X)
    return np.sqrt(matrix.astype(float))


def peers(data, held):
    """R@1/5/10 of cell → label without any text: the commonest labels in their order, and logistic regression."""
    labels = np.array(data.obs["cell_type"].astype(str))
    x = square_roots(data)
    x = (x - x[~held].mean(0)) / np.maximum(x[~held].std(0), 1e-3)
    names, counts = np.unique(labels[~held], return_counts=True)
    model = LogisticRegression(C=0.1, max_iter=2000).fit(x[~held], labels[~held])
    common = np.broadcast_to(names[np.argsort(-counts, kind="stable")], (held.sum(), len(names)))
    regression = model.classes_[np.argsort(-model.predict_proba(x[held]), axis=1, kind="stable")]
    return {name: [float((ranked[:, :k] == labels[held][:, None]).any(1).mean()) for k in (1, 5, 10)]
            for name, ranked in (("the commonest labels of the other half", common), ("logistic regression", regression))}


def spread(values):
    deviation = statistics.stdev(values) if len(values) > 1 else 0
    return f"{statistics.mean(values):.3f} ± {deviation:.3f}"


def measured(options, data, held, seed):
    paths = {}
    for name, chosen in (("train", ~held), ("test", held)):
        part = data[chosen].copy()
        part.obs = part.obs[["cell_type"]].astype(str)
        part.uns = {}
        paths[name] = options.work / f"{name}.h5ad"
        part.write_h5ad(paths[name])
    pretrained, aligned = options.work / "pretrained", options.work / "aligned"
    run([options.histoglot, "pretrain", paths["train"], "--preset", "small", "--epochs", "20", "--seed", seed,
         "-o", pretrained, "--overwrite"])
    run([options.histoglot, "align", paths["train"], "--model", pretrained, "--label", "cell_type", "-o", aligned,
         "--overwrite", "--no-regions", "--seed", seed])
    output, log = run([options.histoglot, "evaluate", paths["test"], "--retrieval", "--model", aligned, "--truth",
                       "cell_type", "--seed", seed, "--json"])
    print(log, file=sys.stderr)
    print(json.dumps(json.loads(output)), file=sys.stderr, flush=True)
    return json.loads(output)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--histoglot", required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--seeds", default="0,1,2")
    options = parser.parse_args()
    seeds = [int(seed) for seed in options.seeds.split(",")]
    data = anndata.read_h5ad(options.data / "sections/osmfish_sscortex.h5ad")
    for title, hold_out in (("A random half held out", random_half), ("Half of the spatial blocks held out", half_of_blocks)):
        started = time.time()
        held = [hold_out(data, np.random.default_rng(seed)) for seed in seeds]
        found = [measured(options, data, chosen, seed) for chosen, seed in zip(held, seeds)]
        without_text = [peers(data, chosen) for chosen in held]
        cells = ", ".join(str(scores["cells"]) for scores in found)
        seen = ", ".join(str(scores["seen_in_alignment"]) for scores in found)
        print(f"\n**{title}: {cells} cells; {len(seeds)} seeds; with the counts of a cell that was aligned on: {seen}**\n")
        print("| | R@1 | R@5 | R@10 | chance | most possible |\n|---|---|---|---|---|---|")
        for name, kind, way in ROWS:
            rows = [scores[kind][way] for scores in found]
            places = range(len(rows[0]))
            recalls = [spread([row[place]["recall"] for row in rows]) for place in places]
            chance = [f"{statistics.mean(row[place]['chance'] for row in rows):.3f}" for place in places]
            most = [f"{statistics.mean(row[place]['most'] for row in rows):.3f}" for place in places]
            print(f"| {name} | {' | '.join(recalls)} | {' / '.join(chance)} | {' / '.join(most) if kind == 'strict' else '1'} |")
        for name in without_text[0]:
            recalls = [spread([scores[name][place] for scores in without_text]) for place in range(3)]
            print(f"| cell → label, {name} | {' | '.join(recalls)} | | |")
        print(f"\n{time.time() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
