"""The files of what is asked in words: knowledge bases, aligned models, answers, descriptions."""

import csv
import json
import sqlite3

import anndata
import numpy as np
from safetensors.numpy import load_file

OBO = """format-version: 1.2

[Term]
id: CL:0000000
name: cell

[Term]
id: CL:0000127
name: astrocyte
def: "A star-shaped glial cell." [X:1]
synonym: "astroglia" EXACT []
is_a: CL:0000000 ! cell
"""
MARKERS = "cell_type,gene,species\nastrocyte,Gene3,mouse\n"


def ring_is_closed(ring):
    return len(ring) >= 4 and ring[0] == ring[-1] and all(np.isfinite(place).all() for place in np.array(ring))


def check_knowledge(run, program, folder, check):
    (folder / "own.obo").write_text(OBO)
    (folder / "own.csv").write_text(MARKERS)
    base = folder / "knowledge.sqlite"
    run(program, "knowledge", "build", "--ontology", folder / "own.obo", "--markers", folder / "own.csv", "-o", base)
    with sqlite3.connect(f"file:{base}?mode=ro", uri=True) as database:
        check(database.execute("PRAGMA integrity_check").fetchone() == ("ok",), f"{base}: not sound")
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    check(tables, f"{base}: no tables")
    found = json.loads(run(program, "knowledge", "lookup", "astroglia", "--knowledge", base, "--json"))
    check("astrocyte" in json.dumps(found), f"{base}: 'astroglia' finds {found}")


def check_answer(run, program, section, folder, check, check_picture):
    answer = folder / "answer"
    run(program, "query", "high Gene3", section, "--label", "cell_type", "--threshold", 0, "--dpi", 120, "-o", answer)
    check_picture(answer / "map.png", 120)
    regions = json.loads((answer / "regions.geojson").read_text())
    check(regions["type"] == "FeatureCollection", f"{answer}: regions.geojson is a {regions['type']}")
    for feature in regions["features"]:
        geometry = feature["geometry"]
        check(geometry["type"] in ("Polygon", "MultiPolygon"), f"{answer}: a {geometry['type']}")
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        check(all(ring_is_closed(ring) for polygon in polygons for ring in polygon), f"{answer}: a ring that is not closed")
    with open(answer / "regions.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    result = json.loads((answer / "result.json").read_text())
    check(len(rows) == len(regions["features"]), f"{answer}: {len(rows)} rows for {len(regions['features'])} regions")
    check(rows and isinstance(result, dict), f"{answer}: no regions, or result.json is a {type(result).__name__}")
    data = anndata.read_h5ad(answer / "annotated.h5ad")
    scores = data.obs["histoglot_query_score"]
    check(len(scores) == 360 and np.isfinite(scores).any(), f"{answer}: no scores in annotated.h5ad")


def check_description(run, program, section, check):
    found = json.loads(run(program, "describe", section, "--only", "slide A", "--obs", "region=L1", "--label", "cell_type", "--json"))
    data = anndata.read_h5ad(section)
    own = ((data.obs["region"] == "L1") & (data.obs["section"] == "slide A")).sum()
    check(str(own) in json.dumps(found), f"describe: not {own} cells in {json.dumps(found)[:200]}")


def check_aligned(run, program, section, model, folder, check, check_model):
    aligned, suspects = folder / "aligned", folder / "suspects.csv"
    run(program, "align", section, "--model", model, "--label", "cell_type", "--epochs", 2, "-o", aligned, "--report-suspects", suspects)
    check_model(aligned, [])
    tensors = load_file(aligned / "alignment.safetensors")
    check(tensors and all(np.isfinite(t).all() for t in tensors.values()), f"{aligned}: alignment.safetensors")
    check(json.loads((aligned / "alignment.json").read_text())["key"] == "cell_type", f"{aligned}: alignment.json")
    with open(suspects, newline="") as file:
        rows = list(csv.DictReader(file))
    suspicion = [float(row["suspicion"]) for row in rows]
    check(len(rows) == 360 and suspicion == sorted(suspicion, reverse=True), f"{suspects}: {len(rows)} rows, not the most suspect first")
