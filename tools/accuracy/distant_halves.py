"""Regions told from one half of a section in the other, where both halves hold the same layers: a pseudo-test that asks no cell
of the benchmark's test parts, for choosing how regions are told.

A section, or the half of it that the benchmark trains on, is cut by the line through its median for which the two halves differ
least in what they are made of; each half then labels the other. smfish_visp_allen is no task of the benchmark at all.
"""
import argparse, pathlib
from dataclasses import dataclass
import anndata, numpy as np
import features
from histoglot_method import Histoglot
from peers_graph import Graph
from peers_simple import Simple
from scores import scores
from splits import Part, Split, halves, some

# The name of each, its file, its section where only one is taken, and whether the benchmark tests its right half.
SOURCES = [("MERFISH", "merfish_visp_allen", None, True), ("osmFISH", "osmfish_sscortex", None, True),
           ("smFISH", "smfish_visp_allen", None, False), ("mPFC BZ5", "starmap_mpfc_dev", "20180417_BZ5", False),
           ("mPFC BZ9", "starmap_mpfc_dev", "20180419_BZ9", False)]
DIRECTIONS = 24


@dataclass(frozen=True)
class HalfTask:
    name: str
    material: str
    scores: bool = False


def labels_of(cells, key):
    found = cells.obs[key].astype(str).values.astype(object)
    found[cells.obs[key].isna().values] = ""
    return found


def difference(labels, cells):
    """By how much shares of labels differ between some cells and the others."""
    return sum(abs((labels[cells] == name).mean() - (labels[~cells] == name).mean()) for name in set(labels) - {""})


def beyond(places, angle):
    """The cells on one side of the median line across a direction, and where along it each cell lies."""
    along = places @ [np.cos(angle), np.sin(angle)]
    return along <= np.median(along), along


def first_half(places, labels):
    """The cells on one side of the median line for which shares of labels differ least between the sides."""
    sides = [beyond(places, angle)[0] for angle in np.linspace(0, np.pi, DIRECTIONS, endpoint=False)]
    return min(sides, key=lambda side: difference(labels, side))


def cells_of(folder, key):
    for name, file, section, tests_right in SOURCES:
        cells = anndata.read_h5ad(pathlib.Path(folder) / "sections" / f"{file}.h5ad")
        if key not in cells.obs:
            continue
        if section:
            cells = cells[cells.obs["section"].astype(str) == section].copy()
        if tests_right:
            cells = cells[halves(cells)].copy()
        if "section" not in cells.obs:
            cells.obs["section"] = name
        yield name, cells, np.asarray(cells.obsm["spatial"], dtype=float)[:, :2]


def split(train, test):
    return Split(train, test, test.labels, test.labels != "", sorted((set(train.labels) | set(test.labels)) - {""}))


def pairs(folder, key):
    """Each half of each source from the other."""
    for name, cells, places in cells_of(folder, key):
        # Where they are cut depends on regions, whichever label is asked for.
        first = first_half(places, labels_of(cells, "region"))
        parts = [Part(cells[side].copy(), labels_of(cells[side], key)) for side in (first, ~first)]
        for way, (train, test) in (("there", parts), ("back", parts[::-1])):
            yield name, way, split(train, test)


def windows(folder, key):
    """Windows of three tenths of each source along its layers, each from what is left on either side: what is asked holds slivers
    of regions and lacks others."""
    for name, cells, places in cells_of(folder, key):
        regions = labels_of(cells, "region")
        angle = max(np.linspace(0, np.pi, DIRECTIONS, endpoint=False), key=lambda a: difference(regions, beyond(places, a)[0]))
        rank = np.argsort(np.argsort(beyond(places, angle)[1])) / len(cells)
        for window in range(8):
            first = window / 10
            inside = (rank >= first) & (rank < first + .3)
            cells.obs["section"] = np.where(inside, "window", np.where(rank < first, "below", "above"))
            yield name, f"window {window}", split(*(Part(cells[c].copy(), labels_of(cells[c], key)) for c in (~inside, inside)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--histoglot", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--label", default="region", choices=["region", "cell_type"])
    parser.add_argument("--sources", help="only these, such as osmFISH,smFISH")
    parser.add_argument("--shots", type=int, default=0, help="so many labelled cells of each class; 0: all")
    parser.add_argument("--seeds", default="0", help="which cells those are, and the seed of fine-tuning: 0,1")
    parser.add_argument("--windows", action="store_true", help="windows along the layers in place of halves")
    parser.add_argument("--experts", action="store_true", help="each expert alone in place of other methods")
    parser.add_argument("--without", default="", help="a part that pretrain leaves out, such as flow-attention, or parts of finetune, commas between")
    options = parser.parse_args()
    histoglot = Histoglot(options.histoglot, options.out, without=options.without)
    peers = [Simple(["logistic regression"], features.rings, ", own + rings"), Graph("GraphSAGE"), Graph("neighbour attention")]
    wanted = options.sources.split(",") if options.sources else [name for name, *_ in SOURCES]
    found, columns = {}, []
    for name, way, whole in (windows if options.windows else pairs)(options.data, options.label):
        if name not in wanted:
            continue
        plain = name.replace(" ", "-")
        for seed in map(int, options.seeds.split(",")):
            labels = some(whole.train.labels, options.shots, seed) if options.shots else whole.train.labels
            asked = Split(Part(whole.train.cells.copy(), labels), whole.test, whole.truth, whole.scored, whole.classes)
            columns.append(f"{name}, {way}" + (f", {seed}" if options.shots else ""))
            # One pre-training a source and way of cutting: it sees all parts without labels.
            task = HalfTask(f"{plain}-{way.replace(' ', '-')}-{options.label}-{options.shots}", plain + ("-windows" if options.windows else ""))
            said = {called: answer[:2] for called, answer in histoglot.answers(task, asked, seed).items()}
            if options.experts:
                said |= {called: (labels, None) for called, labels in histoglot.experts_alone(task, asked, seed).items()}
            else:
                said |= {called: answer[:2] for peer in peers for called, answer in peer.answers(task, asked, seed).items()}
            for called, (predicted, confidence) in said.items():
                sure = None if confidence is None else np.asarray(confidence)[asked.scored]
                score = scores(asked.truth[asked.scored], np.asarray(predicted)[asked.scored], sure)
                found.setdefault(called, []).append((score["accuracy"], score["macro_f1"], *([score["ece"]] if "ece" in score else [])))
                print(f"{columns[-1]}: {called} {words(found[called][-1])}", flush=True)
    print(f"\n| {options.label}, accuracy / macro-F1, ECE | {' | '.join(columns)} | mean |\n|{'---|' * (len(columns) + 2)}")
    for called, values in found.items():
        print(f"| {called} | {' | '.join(words(each) for each in [*values, np.mean(values, axis=0)])} |")


def words(values):
    """`.812 / .745, .031`, without the last where nothing is said of confidence."""
    accuracy, f1, *error = values
    return f"{accuracy:.3f} / {f1:.3f}" + "".join(f", {e:.3f}" for e in error)


if __name__ == "__main__":
    main()
