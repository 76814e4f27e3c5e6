"""A task's cells: expression, places, labels and sections of the training part and of the test part."""
import functools, pathlib
from dataclasses import dataclass
import anndata, numpy as np, scipy.sparse as sp


@dataclass
class Part:
    """Cells of one side of a split. `cells` is an AnnData with counts; `labels` is "" where none is known."""
    cells: anndata.AnnData
    labels: np.ndarray

    @property
    def sections(self):
        return self.cells.obs["section"].astype(str).values

    @property
    def places(self):
        return np.asarray(self.cells.obsm["spatial"], dtype=float)[:, :2] if "spatial" in self.cells.obsm else None

    @property
    def counts(self):
        return np.asarray(self.cells.X.todense() if sp.issparse(self.cells.X) else self.cells.X, dtype=np.float32)


@dataclass
class Split:
    train: Part
    test: Part
    truth: np.ndarray       # of the test cells
    scored: np.ndarray      # bool per test cell
    classes: list           # of training and truth


@functools.lru_cache(maxsize=4)
def read(folder, name):
    return anndata.read_h5ad(pathlib.Path(folder) / "sections" / f"{name}.h5ad")


def halves(cells):
    """Left and right of the median x."""
    x = cells.obsm["spatial"][:, 0]
    return x <= np.median(x)


def split(task, folder, seed):
    source, target = read(folder, task.train_file), read(folder, task.test_file)
    if task.by == "section":
        held_out = (source.obs["section"].astype(str) == task.held_out).values
        if held_out.all() or not held_out.any():
            raise ValueError(f"{task.train_file} has no section {task.held_out} to hold out")
        train, test = source[~held_out], target[held_out]
    elif task.by == "left-right":
        left = halves(source)
        train, test = source[left], target[~left]
    else:
        train, test = source, target
    if task.absent:
        train = train[known(train, task) != task.left_out]
    labels = known(train, task)
    labels[labels == task.left_out] = ""
    if task.shots:
        labels = some(labels, task.shots, seed)
    truth = known(test, task)
    scored = truth != ""
    if task.left_out and task.label == "region":
        # Of regions that lie on one side alone, and so are new as well, nothing is asked.
        scored &= np.isin(truth, [*set(labels) - {""}, task.left_out])
    classes = sorted((set(labels) | set(truth)) - {""})
    return Split(Part(train.copy(), labels), Part(test.copy(), truth), truth, scored, classes)


def known(cells, task):
    labels = cells.obs[task.label].astype(str).values.astype(object)
    labels[cells.obs[task.label].isna().values | (labels == task.ignore)] = ""
    return labels


def some(labels, shots, seed):
    """Labels of `shots` cells of each class (all of a class that has fewer), none of the others."""
    chance, kept = np.random.default_rng(seed), np.full_like(labels, "")
    for name in sorted(set(labels) - {""}):
        cells = np.where(labels == name)[0]
        chosen = chance.choice(cells, min(shots, len(cells)), replace=False)
        kept[chosen] = name
    return kept


def blocks(places, sections, across=8):
    """The number of the spatial block of each cell: 8 × 8 per section, edges at quantiles so that blocks hold alike many cells."""
    found = np.zeros(len(sections), dtype=int)
    for number, section in enumerate(sorted(set(sections))):
        cells = np.where(sections == section)[0]
        column = bins(places[cells, 0], across)
        for c in range(across):
            inside = cells[column == c]
            found[inside] = number * across * across + c * across + bins(places[inside, 1], across)
    return found


def bins(values, count):
    if len(values) == 0:
        return np.zeros(0, dtype=int)
    return np.minimum((np.argsort(np.argsort(values, kind="stable")) * count) // len(values), count - 1)
