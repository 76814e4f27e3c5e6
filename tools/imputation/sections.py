"""Sections, and the tasks made of them."""

import dataclasses
import pathlib

import anndata
import numpy as np
import scipy.sparse

FOLDS = 5
SEEDS = (0, 1, 2)


@dataclasses.dataclass
class ImputationTask:
    """A section whose shared genes are hidden fold by fold, and a reference that measured them."""

    name: str
    section: anndata.AnnData
    reference: anndata.AnnData

    def folds(self):
        """Names of the genes hidden, fold by fold: every shared gene once."""
        known = set(self.reference.var_names)
        shared = [gene for gene in self.section.var_names if gene in known]
        fold = np.random.default_rng(0).permutation(len(shared)) % FOLDS
        return [[gene for gene, own in zip(shared, fold) if own == number] for number in range(FOLDS)]


def read(folder, name):
    section = anndata.read_h5ad(pathlib.Path(folder) / "sections" / f"{name}.h5ad")
    section.X = scipy.sparse.csr_matrix(section.X, dtype=np.float32)
    return section


def imputation_tasks(folder):
    cells = read(folder, "starmap_mpfc_dev")
    halves = {name: cells[cells.obs["section"] == name].copy() for name in ("20180417_BZ5", "20180419_BZ9")}
    bz5, bz9 = halves.values()
    merfish = read(folder, "merfish_visp_allen")
    xenium = read(folder, "xenium_mouse_brain_36k_unlabelled")
    return [
        ImputationTask("merfish-from-xenium", merfish, xenium),
        ImputationTask("starmap-bz5-from-bz9", bz5, bz9),
        ImputationTask("starmap-bz9-from-bz5", bz9, bz5),
        # Pairs that nobody looked at while the method was made.
        ImputationTask("fresh: starmap-bz5-from-xenium", bz5, xenium),
        ImputationTask("fresh: merfish-from-starmap-bz5", merfish, bz5),
    ]


def denoising_tasks(folder):
    starmap = imputation_tasks(folder)[1]
    return [
        ("merfish", read(folder, "merfish_visp_allen")),
        ("starmap-bz5", starmap.section),
        ("starmap-bz9", starmap.reference),
        ("osmfish", read(folder, "osmfish_sscortex")),
    ]


def counts(section, genes=None):
    chosen = section if genes is None else section[:, genes]
    return np.asarray(chosen.X.toarray(), dtype=np.float64)


def log_expression(values, library=None):
    """log1p(y M / L), M the median of the library sizes L of cells with counts."""
    library = values.sum(1) if library is None else library
    median = np.median(library[library > 0])
    return np.log1p(values * (median / np.maximum(library, 1))[:, None])
