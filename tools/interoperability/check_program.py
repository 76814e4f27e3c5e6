#!/usr/bin/env python3
"""Makes every kind of file with the program, opens each as its users would, and says what is not as documented.

usage: check_program.py PROGRAM FOLDER [--full]

The section it starts from is made here with anndata, from a seed: two slides, integer counts, labels, colours,
layers and odds and ends that the program must carry through untouched. Exits with 1 on any mismatch.
"""

import argparse
import json
import pathlib
import struct
import subprocess
import sys
import warnings
import zlib

import anndata
import numpy as np
import pandas as pd
from safetensors import safe_open
from safetensors.numpy import load_file, save_file
from scipy import sparse

import check_words

TYPES = ["Astro", "Excitatory", "Micro"]
REGIONS = ["L1", "L2/3", "L4"]
problems = []


def check(condition, text):
    if not condition:
        problems.append(text)


def make_section(path):
    random = np.random.default_rng(7)
    cells, genes = 360, 24
    layer = np.repeat(np.arange(3), cells // 3)
    kind = np.where(random.random(cells) < 0.7, layer, random.integers(0, 3, cells))
    rates = random.gamma(2, 1, (3, genes)) * 3
    counts = random.poisson(rates[kind]).astype(np.float32)
    counts[5] = 0  # an empty cell stays in the file
    obs = pd.DataFrame(
        {
            "cell_type": pd.Categorical.from_codes(kind, TYPES),
            "region": pd.Categorical.from_codes(layer, REGIONS),
            "section": pd.Categorical(np.where(np.arange(cells) % 2, "slide A", "slide B")),
            "area": random.random(cells),
        },
        index=[f"cell {number}" for number in range(cells)],
    )
    data = anndata.AnnData(sparse.csr_matrix(counts), obs=obs)
    data.var_names = [f"Gene{number}" for number in range(genes)]
    data.layers["log1p"] = np.log1p(counts)
    data.obsm["spatial"] = np.c_[random.random(cells) * 300, layer * 100 + random.random(cells) * 100]
    data.uns["cell_type_colors"] = np.array(["#0072B2", "#D55E00", "#009E73"], dtype=object)
    data.uns["notes"] = {"kept": "as it was", "number": 3}
    data.write_h5ad(path, compression="gzip")


def run(program, *arguments):
    result = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"histoglot {' '.join(map(str, arguments))}: exit code {result.returncode}\n{result.stderr}")
    return result.stdout


def check_untouched(source, target):
    script = pathlib.Path(__file__).parent / "check_anndata.py"
    result = subprocess.run([sys.executable, script, source, target], capture_output=True, text=True)
    check(result.returncode == 0, result.stdout.strip() + result.stderr.strip())


def check_annotated(path, tasks):
    """`tasks` are (key, categories, suffix of the columns)."""
    data = anndata.read_h5ad(path)
    for key, categories, suffix in tasks:
        label = data.obs.get(f"histoglot_label{suffix}")
        check(label is not None and isinstance(label.dtype, pd.CategoricalDtype), f"{path}: histoglot_label{suffix} is no categorical")
        if label is None:
            continue
        check(list(label.cat.categories) == [*categories, "Unknown"], f"{path}: categories {list(label.cat.categories)}")
        confidence = data.obs[f"histoglot_confidence{suffix}"]
        check(confidence.dtype == np.float32, f"{path}: confidence is {confidence.dtype}")
        check(confidence.between(0, 1).all(), f"{path}: a confidence outside 0 ... 1")
        table = data.obsm[f"histoglot_probabilities{suffix}"]
        check(isinstance(table, pd.DataFrame), f"{path}: probabilities are a {type(table).__name__}")
        check(list(table.columns) == list(categories), f"{path}: columns {list(table.columns)}")
        check(np.allclose(table.sum(axis=1), 1, atol=1e-5), f"{path}: rows of probabilities do not sum to 1")
        check(np.allclose(table.max(axis=1), confidence, atol=1e-6), f"{path}: confidence is not the best probability")
        known = (label != "Unknown").to_numpy()
        best = table.columns[table.to_numpy().argmax(axis=1)]
        check((label.astype(str).to_numpy() == best)[known].all(), f"{path}: a label that is not the most probable")
        threshold = float(data.uns["histoglot"]["threshold"][key])
        novelty = data.obs[f"histoglot_novelty{suffix}"]
        check(novelty.dtype == np.float32 and np.isfinite(novelty).all(), f"{path}: novelty is {novelty.dtype}, or not finite")
        most = float(data.uns["histoglot"]["novelty_threshold"].get(key, np.inf))
        follows = (confidence.to_numpy() >= threshold) & ~(novelty.to_numpy() > most)
        check(np.array_equal(known, follows), f"{path}: Unknown does not follow the thresholds {threshold} and {most}")
        colours = data.uns[f"histoglot_label{suffix}_colors"]
        check(len(colours) == len(categories) + 1 and all(c.startswith("#") for c in colours), f"{path}: colours {colours}")
    check({"model", "sha256", "version", "threshold", "novelty_threshold", "share_of_genes_matched"} <= set(data.uns["histoglot"]), f"{path}: uns['histoglot'] has {set(data.uns['histoglot'])}")
    check(data.uns["histoglot"]["share_of_genes_matched"] == 1, f"{path}: share of genes matched")
    check_embedding(path)


def check_embedding(path):
    latent = anndata.read_h5ad(path).obsm["X_histoglot"]
    check(latent.dtype == np.float32 and latent.ndim == 2 and len(latent) == 360, f"{path}: X_histoglot {latent.dtype} {latent.shape}")
    check(np.isfinite(latent).all() and latent.std() > 0, f"{path}: X_histoglot is not finite or constant")


def check_model(folder, labels):
    weights = folder / "model.safetensors"
    tensors = load_file(weights)
    genes = pd.read_csv(folder / "genes.tsv", sep="\t")
    config = json.loads((folder / "config.json").read_text())
    check(list(genes.columns) == ["name", "ensembl_id"] and len(genes) == 24, f"{folder}: genes.tsv {genes.shape}")
    check(tensors["gene_scale.mean"].shape == (24,), f"{weights}: gene_scale.mean {tensors['gene_scale.mean'].shape}")
    check(config["format"] == 2 and config["depth"] > 0, f"{folder}: config.json {config}")
    for name, tensor in tensors.items():
        check(np.isfinite(tensor).all(), f"{weights}: {name} is not finite")
        check(tensor.dtype in (np.float32, np.float64), f"{weights}: {name} is {tensor.dtype}")
    with safe_open(weights, framework="np") as file:
        metadata = file.metadata()
    again = folder / "again.safetensors"
    save_file(tensors, again, metadata=metadata)
    reread = load_file(again)
    check(set(reread) == set(tensors) and all(np.array_equal(reread[n], tensors[n]) for n in tensors), f"{weights}: not the same after saving again")
    tasks = json.loads((folder / "labels.json").read_text())
    check([task["key"] for task in tasks] == labels, f"{folder}: labels.json has {[task['key'] for task in tasks]}")
    check((folder / "README.md").read_text().strip() != "", f"{folder}: no model card")


def check_picture(path, dots_per_inch):
    """The PNG signature, every chunk's checksum, the size, and the density of pHYs."""
    content = path.read_bytes()
    check(content[:8] == b"\x89PNG\r\n\x1a\n", f"{path}: not a PNG")
    place, chunks = 8, {}
    while place < len(content):
        length, kind = struct.unpack(">I4s", content[place : place + 8])
        body = content[place + 8 : place + 8 + length]
        (checksum,) = struct.unpack(">I", content[place + 8 + length : place + 12 + length])
        check(zlib.crc32(kind + body) == checksum, f"{path}: checksum of {kind}")
        chunks.setdefault(kind, b"")
        chunks[kind] += body
        place += 12 + length
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    check(width > 100 and height > 100, f"{path}: {width} × {height}")
    zlib.decompress(chunks[b"IDAT"])
    check(b"pHYs" in chunks, f"{path}: no pHYs")
    if b"pHYs" in chunks:
        x, y, unit = struct.unpack(">IIB", chunks[b"pHYs"])
        check(unit == 1 and x == y == round(dots_per_inch / 0.0254), f"{path}: pHYs {x} {y} {unit}")


def check_squidpy(path):
    import squidpy

    data = anndata.read_h5ad(path)
    squidpy.gr.spatial_neighbors(data, coord_type="generic", n_neighs=6)
    squidpy.gr.nhood_enrichment(data, cluster_key="cell_type", n_perms=10, seed=0, show_progress_bar=False)
    check("cell_type_nhood_enrichment" in data.uns, f"{path}: squidpy found no neighbourhoods")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("program")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--full", action="store_true")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    program, folder = arguments.program, arguments.folder
    section = folder / "section.h5ad"
    make_section(section)

    found = json.loads(run(program, "inspect", section, "--json"))
    check((found["cells"], found["genes"]) == (360, 24), f"inspect: {found['cells']} × {found['genes']}")
    check(found["counts"]["total"] == int(anndata.read_h5ad(section).X.sum()), "inspect: the total of the counts")
    check(sorted(s["name"] for s in found["sections"]) == ["slide A", "slide B"], f"inspect: {found['sections']}")

    run(program, "pretrain", section, "--preset", "tiny", "--epochs", 2, "-o", folder / "pretrained")
    check_model(folder / "pretrained", [])
    for number, line in enumerate((folder / "pretrained/training.jsonl").read_text().splitlines(), 1):
        check(json.loads(line)["epoch"] == number, f"training.jsonl: line {number}")
    check_picture(folder / "pretrained/loss.png", 300)

    one, two = [("cell_type", TYPES, "")], [("cell_type", TYPES, "_cell_type"), ("region", REGIONS, "_region")]
    for name, tasks in [("one", one), ("two", two)]:
        model, output, picture = folder / name, folder / f"{name}.h5ad", folder / f"{name}.png"
        keys = [key for key, _, _ in tasks]
        flags = [word for key in keys for word in ("--label", key)]
        run(program, "finetune", section, "--model", folder / "pretrained", *flags, "--epochs", 3, "-o", model)
        check_model(model, keys)
        run(program, "annotate", section, "--model", model, "-o", output, "--map", picture)
        check_untouched(section, output)
        check_annotated(output, tasks)
        check_picture(picture, 300)
        scores = json.loads(run(program, "evaluate", output, "--truth", "cell_type", "--json"))
        data = anndata.read_h5ad(output)
        suffix = tasks[0][2]
        accuracy = (data.obs[f"histoglot_label{suffix}"].astype(str) == data.obs["cell_type"].astype(str)).mean()
        check(abs(scores["accuracy"] - accuracy) < 1e-9, f"evaluate: accuracy {scores['accuracy']}, not {accuracy}")

    run(program, "embed", section, "--model", folder / "pretrained", "-o", folder / "embedded.h5ad")
    check_untouched(section, folder / "embedded.h5ad")
    check_embedding(folder / "embedded.h5ad")
    run(program, "render", section, "--color-by", "cell_type", "--dpi", 150, "-o", folder / "map.png")
    check_picture(folder / "map.png", 150)

    run(program, "simulate", "--cells", 300, "--genes", 40, "-o", folder / "simulated.h5ad")
    data = anndata.read_h5ad(folder / "simulated.h5ad")
    values = data.X.data if sparse.issparse(data.X) else np.asarray(data.X)
    check(data.n_obs == 300 and (values == np.round(values)).all() and values.min() >= 0, "simulated.h5ad: not counts")
    check({"cell_type", "region"} <= set(data.obs.columns) and "spatial" in data.obsm, "simulated.h5ad: labels or coordinates missing")
    run(program, "inspect", folder / "simulated.h5ad")

    check_words.check_knowledge(run, program, folder, check)
    check_words.check_answer(run, program, section, folder, check, check_picture)
    check_words.check_description(run, program, section, check)
    check_words.check_aligned(run, program, section, folder / "pretrained", folder, check, check_model)
    if arguments.full:
        check_squidpy(folder / "two.h5ad")

    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return 1
    print("every kind of file opens in anndata and safetensors as documented" + (", and in squidpy" if arguments.full else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
