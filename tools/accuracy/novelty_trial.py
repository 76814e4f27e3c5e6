"""Which signal finds the cells of a class that training knew nothing of? Halves of sections, none of whose cells the benchmark tests.

usage: .venv-benchmark/bin/python tools/accuracy/novelty_trial.py --data FOLDER
Each class of at least five cells on either side is left out in turn; the first half teaches, the second is asked. `absent`: the
class's training cells are not there; `unlabelled`: they are there without a label; `among others`: so is a third of the other cells.
Prints the mean AUROC over classes for each signal and source. Ours is written anew here: logistic regression in place of the
fitted experts, random folds in place of blocks.
"""
import argparse, pathlib, warnings
from collections import defaultdict
import numpy as np
from scipy.special import log_softmax, logsumexp
from sklearn.cluster import KMeans
from sklearn.covariance import ledoit_wolf
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import NearestNeighbors
import features
from distant_halves import pairs

warnings.filterwarnings("ignore")
SOURCES = ("mPFC BZ5", "mPFC BZ9", "osmFISH")


def regression(x, y, c):
    return LogisticRegression(C=c, max_iter=100, tol=1e-3).fit(x, y)


def out_of_fold(x, y, c, parts=3):
    fold, names = np.random.default_rng(0).permutation(len(y)) % parts, np.unique(y)
    logits = np.full((len(y), len(names)), -6.)
    for k in range(parts):
        model = regression(x[fold != k], y[fold != k], c)
        logits[np.ix_(fold == k, np.searchsorted(names, model.classes_))] = model.decision_function(x[fold == k])
    return logits


def ratio(labelled, section, groups=30, groupings=10):
    """How scarce labelled cells are in the k-means groups of each cell of the section."""
    x = np.vstack([labelled, section])
    known, groups = np.arange(len(x)) < len(labelled), min(groups, max(2, len(x) // 10))
    found = np.zeros(len(section))
    for seed in range(groupings):
        group = KMeans(groups, n_init=1, random_state=seed, max_iter=20).fit_predict(x)
        m, n = (np.bincount(group[side], minlength=groups) for side in (known, ~known))
        found += np.log((n + 1) / (m * len(section) / len(labelled) + 1))[group[~known]] / groupings
    return found - np.median(found)


def unlike(x, y, unlabelled, told, parts=4):
    """The regression of unlabelled cells against labelled ones, and what it says of labelled and unlabelled cells it had not seen."""
    def fit(own, others):
        kept = np.zeros(others.sum(), dtype=bool)
        for name in set(told[others]):
            cells = np.where(told[others] == name)[0]
            kept[cells[::-(-len(cells) // max(10, (y[own] == name).sum()))]] = True
        side = np.r_[np.zeros(own.sum(), dtype=int), np.ones(kept.sum(), dtype=int)]
        weight = np.bincount(side)[side] ** -.5
        return LogisticRegression(C=.01, max_iter=100, tol=1e-3).fit(
            np.vstack([x[own], unlabelled[others][kept]]), side, sample_weight=weight / weight.mean())
    chance = np.random.default_rng(0)
    a, b = chance.permutation(len(x)) % parts, chance.permutation(len(unlabelled)) % parts
    of_known, of_others = np.zeros(len(x)), np.zeros(len(unlabelled))
    for k in range(parts):
        model = fit(a != k, b != k)
        of_known[a == k], of_others[b == k] = model.decision_function(x[a == k]), model.decision_function(unlabelled[b == k])
    return fit(np.ones(len(x), dtype=bool), np.ones(len(unlabelled), dtype=bool)), of_known, of_others


def is_told(known, others):
    share, error = (others > np.quantile(known, .95)).mean(), np.sqrt(.05 * .95 * (1 / len(known) + 1 / len(others)))
    return share >= .2 and share - .05 > 4 * error


def within(x, y):
    """The matrix after which cells of one class vary as much along one direction as along any other."""
    names, code = np.unique(y, return_inverse=True)
    means = np.array([x[code == k].mean(0) for k in range(len(names))])
    values, vectors = np.linalg.eigh(ledoit_wolf(x - means[code], assume_centered=True)[0])
    return vectors / np.sqrt(values)


def unshifted(a, y, b, told, fewest=5):
    """Cells of a section less what sets them apart from labelled ones in most classes."""
    gaps = np.array([b[told == name].mean(0) - a[y == name].mean(0) for name in np.unique(told)
                     if min((told == name).sum(), (y == name).sum()) >= fewest])
    if len(gaps) < 4:
        return b
    middle = np.median(gaps, 0)
    error = 1.25 * 1.4826 * np.median(np.abs(gaps - middle), 0) / np.sqrt(len(gaps))
    return b - middle * np.maximum(0, 1 - 4 * error ** 2 / np.maximum(middle ** 2, 1e-12))


def walk(a, b, directions=24, neighbours=15, loss=.05, steps=200):
    """How hardly a walk from each cell of the section, by cells like each other, comes to a labelled one."""
    x = PCA(directions, svd_solver="full").fit_transform(np.vstack([a, b]))
    squares = (x ** 2).sum(1)
    gaps = np.maximum(squares[:, None] - 2 * x @ x.T + squares, 0)
    np.fill_diagonal(gaps, np.inf)
    near = np.argsort(gaps, axis=1)[:, :neighbours]
    rows, columns = np.repeat(np.arange(len(x)), neighbours), near.ravel()
    width = np.sqrt(gaps[np.arange(len(x)), near[:, neighbours // 2]])
    weight = np.zeros_like(gaps)
    weight[rows, columns] = np.exp(-gaps[rows, columns] / (width[rows] * width[columns]))
    weight = np.maximum(weight, weight.T)[len(a):]
    weight[:, :len(a)] *= len(b) / len(a)
    weight *= (1 - loss) / weight.sum(1, keepdims=True)
    labelled, others = weight[:, :len(a)].sum(1), weight[:, len(a):]
    ending = labelled
    for _ in range(steps):
        ending = labelled + others @ ending
    return np.median(ending) - ending


def unexplained(x, y, section, probabilities, prior=5, fewest=4):
    """By how much each cell expresses a gene that its likely categories do not, in deviations, of all genes the most."""
    own = [x[y == name] for name in np.unique(y)]
    means = np.array([cells.mean(0) for cells in own])
    typical = np.mean([cells.var(0) for cells in own if len(cells) >= fewest], 0)
    variances = np.array([(len(cells) * cells.var(0) + prior * typical) / (len(cells) + prior) for cells in own])
    mean = probabilities @ means
    variance = probabilities @ (variances + means ** 2) - mean ** 2
    return ((section - mean) / np.sqrt(np.maximum(variance, 1e-6))).max(1)


def signals(x, y, left_out, section, c):
    """Of each cell of the section, higher for what is new."""
    model, kept_apart = regression(x, y, c), out_of_fold(x, y, c)
    logits, names = model.decision_function(section), model.classes_
    unit = lambda values, known: (values - known.mean()) / known.std()
    energy, of_known = -logsumexp(logits, axis=1), -logsumexp(kept_apart, axis=1)
    e = unit(energy, of_known)
    found = {"low confidence": -log_softmax(logits, axis=1).max(1), "energy": e}
    means = np.array([x[y == name].mean(0) for name in names])
    inverse = np.linalg.inv(ledoit_wolf(x - means[np.searchsorted(names, y)], assume_centered=True)[0])
    distances = np.stack([np.einsum("ij,jk,ik->i", section - m, inverse, section - m) for m in means], 1)
    overall = np.linalg.inv(ledoit_wolf(x)[0])
    found["Mahalanobis"] = distances.min(1)
    found["relative Mahalanobis"] = distances.min(1) - np.einsum("ij,jk,ik->i", section - x.mean(0), overall, section - x.mean(0))
    space = PCA(20, svd_solver="full").fit(np.vstack([x, section]))
    a, b = space.transform(x), space.transform(section)
    far = NearestNeighbors(n_neighbors=10).fit(a).kneighbors(b)[0].mean(1)
    near, index = NearestNeighbors(n_neighbors=11).fit(b).kneighbors(b)
    found["10 nearest labelled cells"] = far
    found["the same, by the 10 nearest of the section"] = far / near[:, 1:].mean(1)
    found["energy, averaged over the 10 nearest of the section"] = (e + e[index[:, 1:]].sum(1)) / 11
    space = PCA(24, svd_solver="full").fit(x)
    a, b = space.transform(x), space.transform(section)
    fold, apart = np.random.default_rng(0).permutation(len(x)) % 4, np.zeros(len(x))
    for k in range(4):
        apart[fold == k] = ratio(a[fold != k], a[fold == k])
    s = ratio(a, b) / apart.std()
    found["scarcity"] = s
    for weight in (.2, .35, .5, 1):
        found[f"energy + {weight} scarcity"] = e + weight * s
    change = within(x, y)
    a, b, told = (x - x.mean(0)) @ change, (section - x.mean(0)) @ change, names[logits.argmax(1)]
    fold, apart = np.random.default_rng(0).permutation(len(x)) % 4, np.zeros(len(x))
    for k in range(4):
        apart[fold == k] = walk(a[fold != k], unshifted(a[fold != k], y[fold != k], a[fold == k], y[fold == k]))
    batch = np.random.default_rng(1).normal(0, .3, section.shape[1]) @ change
    kept_walk = apart.std()
    w = walk(a, unshifted(a, y, b, told)) / kept_walk
    found["walk"] = w
    found["walk, the section's shift left"] = walk(a, b)
    for weight in (.5, .75, 1, 1.5):
        found[f"energy + {weight} walk"] = e + weight * w
    found["energy + .75 walk, the section's shift left"] = e + .75 * walk(a, b) / apart.std()
    found["the section shifted for the walk: energy + .75 walk"] = e + .75 * walk(a, unshifted(a, y, b + batch, told)) / apart.std()
    found["the section shifted for the walk: energy + .75 walk, shift left"] = e + .75 * walk(a, b + batch) / apart.std()
    found["energy + .35 scarcity + .75 walk"] = e + .35 * s + .75 * w
    apart = np.zeros(len(x))
    for k in range(4):
        own = regression(x[fold != k], y[fold != k], c)
        apart[fold == k] = unexplained(x[fold != k], y[fold != k], x[fold == k], own.predict_proba(x[fold == k]))
    r = unit(unexplained(x, y, section, model.predict_proba(section)), apart)
    found["unexplained"] = r
    found["energy + .35 scarcity + .5 unexplained"] = e + .35 * s + .5 * r
    for weights in ((.5, .35), (.5, .5), (.5, 1), (.75, .5)):
        found[f"energy + {weights[0]} walk + {weights[1]} unexplained"] = e + weights[0] * w + weights[1] * r
    moved = section + np.random.default_rng(1).normal(0, .3, section.shape[1])
    far = walk(a, unshifted(a, y, (moved - x.mean(0)) @ change, names[model.decision_function(moved).argmax(1)])) / kept_walk
    found["the section shifted for all: energy + .5 walk + .5 unexplained"] = (
        unit(-logsumexp(model.decision_function(moved), axis=1), of_known) + .5 * far
        + .5 * unit(unexplained(x, y, moved, model.predict_proba(moved)), apart))
    chance = np.random.default_rng(1)
    for title, others in (("unlabelled", 0), ("unlabelled among others", .3), ("a random third unlabelled", .3)):
        kept = chance.random(len(x)) >= others
        there = x[~kept] if title.startswith("a ") else np.vstack([left_out, x[~kept]])
        apart_model, known, unknown = unlike(x[kept], y[kept], there, model.predict(there))
        u = unit(apart_model.decision_function(section), known) if is_told(known, unknown) else 0
        found[f"{title}: energy + unlike labelled"] = e + u
        found[f"{title}: energy + unlike labelled + .35 scarcity"] = e + u + .35 * s
        found[f"{title}: energy + unlike labelled + .75 walk"] = e + u + .75 * w
        found[f"{title}: energy + unlike labelled + .5 walk + .5 unexplained"] = e + u + .5 * w + .5 * r
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, required=True)
    options = parser.parse_args()
    found = defaultdict(lambda: defaultdict(list))
    for source, _, split in pairs(options.data, "cell_type"):
        if source not in SOURCES:
            continue
        x, section = features.normalised(split)
        middle, spread = x.mean(0), np.maximum(x.std(0), 1e-6)
        x, section = (x - middle) / spread, (section - middle) / spread
        labels, truth = split.train.labels.astype(str), split.truth.astype(str)
        for name in sorted(set(labels) - {""}):
            if min((labels == name).sum(), (truth == name).sum()) < 5:
                continue
            known = labels != name
            answers = signals(x[known], labels[known], x[~known], section, .1 if source == "osmFISH" else .03)
            for signal, values in answers.items():
                found[signal][source].append(roc_auc_score(truth == name, values))
    print(f"| AUROC | {' | '.join(SOURCES)} | mean |\n|{'---|' * (len(SOURCES) + 2)}")
    for signal, values in found.items():
        means = [np.mean(values[source]) for source in SOURCES]
        print(f"| {signal} | {' | '.join(f'{m:.3f}' for m in [*means, np.mean(means)])} |")


if __name__ == "__main__":
    main()
