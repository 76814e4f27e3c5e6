#!/usr/bin/env python3
"""What bf16 changes: embeds and annotates sections in fp32 and in bf16 and compares latents and labels.

set-up: swift build -c release --traits oneDNN --scratch-path .build-onednn --product histoglot
        any Python environment with anndata and numpy
usage:  compare_precision.py --histoglot .build-onednn/release/histoglot --model MODEL SECTION [SECTION …]
prints: for each section the cells, the least and the mean cosine of latents, and for each label key the share of cells
        whose best label (no threshold) is the same, with CPU seconds of both runs.
"""
import argparse, os, pathlib, subprocess, tempfile

import anndata
import numpy as np


def run(histoglot, section, model, precision, folder):
    output = pathlib.Path(folder) / f"{precision}.h5ad"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
    before = os.times()
    subprocess.run([histoglot, "annotate", section, "--model", model, "--min-confidence", "0", "--precision", precision, "-o", output],
                   check=True, env=environment, stderr=subprocess.DEVNULL)
    after = os.times()
    return anndata.read_h5ad(output), after.children_user + after.children_system - before.children_user - before.children_system


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--histoglot", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("sections", nargs="+")
    a = parser.parse_args()
    for section in a.sections:
        with tempfile.TemporaryDirectory() as folder:
            (single, single_cpu), (half, half_cpu) = (run(a.histoglot, section, a.model, precision, folder) for precision in ("fp32", "bf16"))
        x, y = single.obsm["X_histoglot"].astype(float), half.obsm["X_histoglot"].astype(float)
        cosine = (x * y).sum(1) / np.sqrt((x * x).sum(1) * (y * y).sum(1))
        labels = [key for key in single.obs.columns if key.startswith("histoglot_label")]
        same = ", ".join(f"{key} {100 * (single.obs[key].astype(str).values == half.obs[key].astype(str).values).mean():.2f} %" for key in labels)
        print(f"{pathlib.Path(section).name}: {single.n_obs} cells, cosine least {cosine.min():.6f}, mean {cosine.mean():.6f}; "
              f"same labels: {same}; CPU {single_cpu:.2f} and {half_cpu:.2f} s")


main()
