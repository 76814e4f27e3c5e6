"""How much alignment loses to wrong labels: simulated cortex and osmFISH, several kinds of noise, several objectives.

A random half of the cells trains, with labels spoilt; the other half is scored against clean labels. Random cells
and not a spatial half, since the question is what wrong labels cost and not how far a model travels.
"""

import argparse
import csv
import json
import pathlib
import statistics
import subprocess
import sys
import time

import anndata
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score

# One tower without a regression beside it: what objectives are compared on.
ALONE = ["--towers", "1", "--dropout", "0.2", "--epochs", "12", "--no-regression"]
METHODS = {
    "InfoNCE": ["--negatives", "batch", "--reliability", "none", "--no-masks-same-text", *ALONE],
    "+ bank + mask": ["--reliability", "none", "--negative-weight", "0", *ALONE],
    "+ 5 towers, regression": ["--reliability", "none", "--negative-weight", "0", "--dropout", "0.2", "--epochs", "12"],
    "GMM-weighted": ["--reliability", "lossMixture", "--negative-weight", "0", *ALONE],
    "CRA, symmetry": ["--reliability", "symmetry", "--negative-weight", "5", *ALONE],
    "CRA, ratio": ["--reliability", "ratio", *ALONE],
    "CRA, noise, no regression": ["--no-regression"],
    "CRA, noise (default)": [],
}
NOISE = {"clean": (0.0, None), "30 % shuffled": (0.3, "shuffled"), "50 % shuffled": (0.5, "shuffled"),
         "30 % sibling": (0.3, "sibling")}
# Types that are taken for one another: of one lineage in the simulator, of one first word in osmFISH.
SIMULATED_SIBLINGS = [["L2/3 IT", "L4 IT", "L5 IT", "L6 IT"], ["L5 ET", "L6 CT", "L6b"], ["Sst Calb2", "Sst Hpse"],
                      ["Lamp5", "Lamp5 Lhx6", "Vip", "Pvalb"], ["Astro", "Astro fibrous"], ["Oligo", "OPC"],
                      ["Endo", "Mural", "VLMC"]]


def run(arguments):
    done = subprocess.run(arguments, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, arguments))}\n{done.stderr}")
    return done.stdout


def siblings_of(categories, name):
    if name == "simulated":
        groups = SIMULATED_SIBLINGS
    else:
        firsts = {}
        for category in categories:
            firsts.setdefault(category.split()[0].lower(), []).append(category)
        groups = list(firsts.values())
    return {category: [other for other in group if other != category] for group in groups for category in group}


def spoilt(labels, share, kind, siblings, generator):
    labels = np.array(labels, dtype=object)
    given = labels.copy()
    chosen = generator.permutation(len(labels))[: int(share * len(labels))]
    if kind == "shuffled":
        given[chosen] = labels[generator.permutation(chosen)]
    elif kind == "sibling":
        for cell in chosen:
            if siblings.get(labels[cell]):
                given[cell] = generator.choice(siblings[labels[cell]])
    return given


def dense(data):
    matrix = data.X.toarray() if hasattr(data.X, "toarray") else np.asarray(data.X)
    return np.sqrt(matrix.astype(float))


def regression(train, given, test):
    x = dense(train)
    mean, deviation = x.mean(0), np.maximum(x.std(0), 1e-3)
    model = LogisticRegression(C=0.1, max_iter=2000).fit((x - mean) / deviation, given.astype(str))
    probabilities = model.predict_proba((x - mean) / deviation)
    column = {name: place for place, name in enumerate(model.classes_)}
    suspicion = 1 - probabilities[np.arange(len(given)), [column[name] for name in given]]
    return model.predict((dense(test) - mean) / deviation), suspicion


def suspects_of(path, names):
    with open(path) as file:
        found = {row["cell"]: float(row["suspicion"]) for row in csv.DictReader(file)}
    return np.array([found[name] for name in names])


def judged(truth, predicted, suspicion, wrong):
    scores = {"accuracy": float(np.mean(truth == predicted)),
              "F1": f1_score(truth, predicted, average="macro", zero_division=0, labels=sorted(set(truth)))}
    if wrong.any():
        top = np.argsort(-suspicion)[: int(wrong.sum())]
        scores |= {"AUROC": roc_auc_score(wrong, suspicion), "precision": float(wrong[top].mean())}
    return scores


def cell(scores, key):
    values = [score[key] for score in scores if key in score]
    if not values:
        return ""
    spread = statistics.stdev(values) if len(values) > 1 else 0
    return f"{statistics.mean(values):.3f} ± {spread:.3f}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--histoglot", required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--sections", default="simulated,osmFISH", help="which of them, commas between")
    parser.add_argument("--methods", help="their names, semicolons between (default: all)")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    methods = {name: flags for name, flags in METHODS.items() if not options.methods or name in options.methods.split(";")}
    seeds = [0] if options.quick else [int(seed) for seed in options.seeds.split(",")]
    noises = ["clean", "30 % shuffled"] if options.quick else list(NOISE)
    work = options.work
    run([options.histoglot, "simulate", "-o", work / "simulated.h5ad", "--cells", "4000", "--seed", "11"])
    sources = {"simulated": work / "simulated.h5ad", "osmFISH": options.data / "sections/osmfish_sscortex.h5ad"}
    sources = {name: sources[name] for name in options.sections.split(",")}
    for name, path in sources.items():
        started = time.time()
        data = anndata.read_h5ad(path)
        run([options.histoglot, "pretrain", path, "--preset", "small", "--epochs", "20", "-o", work / f"{name}-model"])
        siblings = siblings_of(list(data.obs["cell_type"].astype("category").cat.categories), name)
        print(f"\n{name}: {data.n_obs} cells, {data.n_vars} genes, {data.obs['cell_type'].nunique()} types; {len(seeds)} seeds\n")
        print("| Labels | Method | accuracy | macro-F1 | suspects: AUROC | precision at n |\n|---|---|---|---|---|---|")
        for noise in noises:
            share, kind = NOISE[noise]
            scores = {method: [] for method in ["logistic regression", *methods]}
            for seed in seeds:
                generator = np.random.default_rng(seed)
                order = generator.permutation(data.n_obs)
                train, test = data[np.sort(order[: data.n_obs // 2])].copy(), data[np.sort(order[data.n_obs // 2:])].copy()
                right = np.array(train.obs["cell_type"].astype(str), dtype=object)
                given = spoilt(right, share, kind, siblings, generator)
                wrong = given != right
                truth = np.array(test.obs["cell_type"].astype(str), dtype=object)
                train.obs = train.obs[[]].assign(cell_type=given.astype(str))
                test.obs = test.obs[[]]
                for part in (train, test):
                    part.uns = {}
                train.write_h5ad(work / "train.h5ad")
                test.write_h5ad(work / "test.h5ad")
                predicted, suspicion = regression(train, given, test)
                scores["logistic regression"].append(judged(truth, predicted, suspicion, wrong))
                for method, flags in methods.items():
                    run([options.histoglot, "align", work / "train.h5ad", "--model", work / f"{name}-model", "--label",
                         "cell_type", "-o", work / "aligned", "--overwrite", "--no-regions", "--seed", str(seed),
                         "--report-suspects", work / "suspects.csv", *flags])
                    run([options.histoglot, "annotate", work / "test.h5ad", "--model", work / "aligned",
                         "--min-confidence", "0", "-o", work / "annotated.h5ad"])
                    found = anndata.read_h5ad(work / "annotated.h5ad").obs["histoglot_label"].astype(str)
                    scores[method].append(judged(truth, np.array(found, dtype=object),
                                                 suspects_of(work / "suspects.csv", train.obs_names), wrong))
            for method, found in scores.items():
                print(f"| {noise} | {method} | {cell(found, 'accuracy')} | {cell(found, 'F1')} | {cell(found, 'AUROC')} | {cell(found, 'precision')} |", flush=True)
                print(json.dumps({"data": name, "labels": noise, "method": method, "runs": found}), file=sys.stderr)
        print(f"\n{time.time() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
