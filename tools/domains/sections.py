"""Sections whose regions are known: mPFC, which is asked once everything is chosen, and those that choices are made on."""
import pathlib
from dataclasses import dataclass
import anndata, numpy as np, scipy.sparse as sp
from sklearn.neighbors import NearestNeighbors

# Name, file, section, whether only the left half is taken (the right one is a test of the accuracy benchmark), label to
# leave out (cells outside of what was drawn), whether it is for choosing.
SOURCES = [("mPFC BZ5", "starmap_mpfc_dev", "20180417_BZ5", False, None, False),
           ("mPFC BZ9", "starmap_mpfc_dev", "20180419_BZ9", False, None, False),
           ("osmFISH, left half", "osmfish_sscortex", None, True, None, True),
           ("MERFISH, left half", "merfish_visp_allen", None, True, None, True),
           ("smFISH, VISp", "smfish_visp_allen", None, False, "outside_VISp", True)]
NEAREST = 120


@dataclass
class Section:
    name: str
    file: str
    chooses: bool
    cells: anndata.AnnData     # without labels
    regions: np.ndarray        # numbers

    def __post_init__(self):
        counts = self.cells.X.toarray() if sp.issparse(self.cells.X) else np.asarray(self.cells.X)
        sizes = counts.sum(1, dtype=float)
        self.log = np.log1p(counts / np.maximum(sizes, 1)[:, None] * np.median(sizes[sizes > 0]))
        deviation = self.log.std(0)
        self.scaled = (self.log - self.log.mean(0)) / np.where(deviation > 0, deviation, 1)
        self.places = np.asarray(self.cells.obsm["spatial"], dtype=float)[:, :2]
        found = NearestNeighbors(n_neighbors=NEAREST + 1).fit(self.places).kneighbors(self.places)
        self.distances, self.near = found[0][:, 1:], found[1][:, 1:]

    @property
    def count(self):
        return len(set(self.regions))

    def around(self, values, neighbours, own=True):
        total = values[self.near[:, :neighbours]].sum(1)
        return (total + values) / (neighbours + 1) if own else total / neighbours


def read(folder, names=None):
    found = []
    for name, file, section, left, outside, chooses in SOURCES:
        if names and file not in names:
            continue
        cells = anndata.read_h5ad(pathlib.Path(folder) / "sections" / f"{file}.h5ad")
        keep = ~cells.obs["region"].isna().values
        if section:
            keep &= (cells.obs["section"].astype(str) == section).values
        if left:
            x = cells.obsm["spatial"][:, 0]
            keep &= x <= np.median(x)
        if outside:
            keep &= (cells.obs["region"].astype(str) != outside).values
        cells = cells[keep].copy()
        regions = np.unique(cells.obs["region"].astype(str), return_inverse=True)[1]
        cells.obs = cells.obs[["section"]].astype(str)
        cells.uns, cells.obsm = {}, {"spatial": cells.obsm["spatial"]}
        found.append(Section(name, file, chooses, cells, regions))
    return found
