"""Runs histoglot and its peers on every task, a JSON line per run, and writes the tables."""

import argparse
import json
import pathlib
import re
import subprocess
import tempfile
import time

import anndata
import numpy as np
import scipy.sparse

import peers
import table
from sections import SEEDS, counts, denoising_tasks, imputation_tasks, log_expression


def run(program, *arguments):
    started = time.time()
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"histoglot {' '.join(map(str, arguments))}\n{done.stderr}")
    return done.stderr, time.time() - started


def correlations(said, truth):
    said, truth = said - said.mean(0), truth - truth.mean(0)
    scale = np.sqrt((said**2).sum(0) * (truth**2).sum(0))
    return np.where(scale > 1e-12, (said * truth).sum(0) / np.maximum(scale, 1e-12), 0)


def cosines(said, truth):
    return (said * truth).sum(0) / np.maximum(np.sqrt((said**2).sum(0) * (truth**2).sum(0)), 1e-12)


def measure_fold(task, fold, hidden, program):
    """One JSON line for each method: Pearson and cosine of each hidden gene over cells."""
    kept = [gene for gene in task.section.var_names if gene not in set(hidden)]
    known = set(task.reference.var_names)
    shared = [gene for gene in kept if gene in known]
    truth = log_expression(counts(task.section, hidden), counts(task.section).sum(1))
    reference = task.reference[np.asarray(task.reference.X.sum(1)).ravel() >= 10]
    targets = log_expression(counts(reference, hidden), counts(reference).sum(1))
    said = peers.impute(counts(task.section, shared), counts(reference, shared), targets)
    extra = {}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        task.section[:, kept].copy().write_h5ad(folder / "section.h5ad")
        task.reference.copy().write_h5ad(folder / "reference.h5ad")
        words, seconds = run(
            program, "impute", folder / "section.h5ad", "--reference", folder / "reference.h5ad",
            "--genes", ",".join(hidden), "--seed", fold, "-o", folder / "out.h5ad",
        )
        out = anndata.read_h5ad(folder / "out.h5ad")
        genes = out.uns["histoglot_imputed"]["genes"]
        order = [list(genes.index).index(gene) for gene in hidden]
        said["histoglot"] = np.asarray(out.obsm["X_histoglot_imputed"], dtype=float)[:, order]
        extra = {
            "seconds": seconds,
            "expected": [float(genes["expected_pearson"].iloc[place]) for place in order],
            "choice": str(out.uns["histoglot_imputed"]["method"][0]),
            "inner": float(re.search(r"was measured (\S+)", words).group(1)),
        }
    for method, values in said.items():
        yield {
            "kind": "imputation", "task": task.name, "fold": fold, "method": method, "genes": hidden,
            "pearson": correlations(values, truth).tolist(), "cosine": cosines(values, truth).tolist(),
            **(extra if method == "histoglot" else {}),
        }


def measure_thinning(name, section, seed, program):
    """One JSON line for each method: root mean squared error on the held-out half of the counts, over cells with
    counts in it and all genes, in log1p of counts at the half's median library size."""
    whole = counts(section).astype(int)
    kept = np.random.default_rng(seed).binomial(whole, 0.5)
    rest = (whole - kept).astype(float)
    cells = rest.sum(1) > 0
    truth = log_expression(rest)
    said = peers.denoise(kept.astype(float))
    extra = {}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        thinned = section.copy()
        thinned.X = scipy.sparse.csr_matrix(kept.astype(np.float32))
        thinned.write_h5ad(folder / "section.h5ad")
        for method, drop in (("histoglot", False), ("histoglot without places", True)):
            if drop:
                del thinned.obsm["spatial"]
                thinned.write_h5ad(folder / "section.h5ad")
            _, seconds = run(
                program, "denoise", folder / "section.h5ad", "--seed", seed, "-o", folder / "out.h5ad"
            )
            extra[method] = {"seconds": seconds}
            out = anndata.read_h5ad(folder / "out.h5ad")
            said[method] = np.asarray(out.layers["histoglot_denoised"], dtype=float)
    for method, values in said.items():
        squares = ((values - truth)[cells] ** 2).mean(0)
        yield {
            "kind": "denoising", "task": name, "fold": seed, "method": method,
            "rmse": float(np.sqrt(squares.mean())), "squares": squares.tolist(), **extra.get(method, {}),
        }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--histoglot", required=True)
    parser.add_argument("--tasks", default="")
    parser.add_argument("--table-only", action="store_true")
    parser.add_argument("--docs", type=pathlib.Path, default=pathlib.Path("docs/benchmarks.md"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "runs.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    done = {(line["kind"], line["task"], line["fold"]) for line in lines if line["method"] == "histoglot"}
    wanted = tuple(options.tasks.split(",")) if options.tasks else ("",)

    def keep(made):
        # Written together: a fold that was interrupted is run again whole.
        made = list(made)
        with path.open("a") as file:
            file.writelines(json.dumps(line) + "\n" for line in made)
        lines.extend(made)
        print(table.line(made), flush=True)

    if not options.table_only:
        for task in imputation_tasks(options.data):
            for fold, hidden in enumerate(task.folds()):
                if task.name.startswith(wanted) and ("imputation", task.name, fold) not in done:
                    keep(measure_fold(task, fold, hidden, options.histoglot))
        for name, section in denoising_tasks(options.data):
            for seed in SEEDS:
                if ("denoise-" + name).startswith(wanted) and ("denoising", name, seed) not in done:
                    keep(measure_thinning(name, section, seed, options.histoglot))
    table.write(lines, options.docs)


if __name__ == "__main__":
    main()
