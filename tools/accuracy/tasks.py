"""What is asked: which cells teach, which are scored, and by which label. Never random cells."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One fold: learn `label` on some cells of `train_file`, name the cells of `test_file`."""
    name: str
    family: str             # folds of one family share a row of the table
    group: str              # families whose differences are pooled
    train_file: str
    test_file: str
    label: str
    by: str                 # what separates training from test: section, left-right, file
    held_out: str = ""      # by section: the one that is scored
    ignore: str = ""        # a category that counts as no label
    shots: int = 0          # labelled cells per class; 0: all
    left_out: str = ""      # a class whose training cells have no label: are its test cells found?
    absent: bool = False    # whether its training cells are not there at all
    scores: bool = False    # values are no counts

    @property
    def material(self):
        """Tasks of one material show the same cells to pre-training."""
        return self.train_file if self.by == "section" else f"{self.train_file}-{self.by}"

    @property
    def random(self):
        """Whether the seed chooses which cells are labelled."""
        return self.shots > 0


# Left out of training one at a time: all classes of mPFC, and of osmFISH one of each kind of cell.
MPFC_CLASSES = ("Astro", "Endo", "L5-1", "Lhx6", "NPY", "Oligo", "Reln", "SST", "Smc", "VIP", "eL2/3", "eL5-2", "eL5-3", "eL6-1", "eL6-2")
OSMFISH_CLASSES = ("Astrocyte Mfge8", "Endothelial", "Ependymal", "Inhibitory Vip", "Microglia", "Oligodendrocyte Mature", "Pyramidal L6",
                   "Vascular Smooth Muscle")
# Regions of which either side has ten cells at least.
MPFC_REGIONS = ("L1", "L2/3", "L5", "L6")
OSMFISH_REGIONS = ("Hippocampus", "Layer 2-3 medial", "Layer 4", "Layer 5", "Layer 6", "Pia Layer 1", "White matter")


def all_tasks():
    tasks = []
    add = lambda **what: tasks.append(Task(**what))
    labels = (("cell_type", "type", "cell types"), ("region", "region", "regions and layers"))
    mpfc, osmfish, merfish = "starmap_mpfc_dev", "osmfish_sscortex", "merfish_visp_allen"
    sections = {"BZ5": "20180417_BZ5", "BZ9": "20180419_BZ9"}
    for label, short, group in labels:
        for train, test in (("BZ5", "BZ9"), ("BZ9", "BZ5")):
            add(name=f"mpfc-{train}-{test}-{short}", family=f"mPFC {train} → {test}, {short}", group=group, train_file=mpfc,
                test_file=mpfc, label=label, by="section", held_out=sections[test])
        for title, file in (("osmFISH", osmfish), ("MERFISH VISp", merfish)):
            add(name=f"{title.split()[0].lower()}-{short}", family=f"{title} left → right, {short}", group=group,
                train_file=file, test_file=file, label=label, by="left-right")
    for field in ("fov16", "fov21", "fov22"):
        add(name=f"cosmx-{field}", family="CosMx lung, each field, region", group="regions and layers",
            train_file="cosmx_lung5rep3_dev", test_file="cosmx_lung5rep3_dev", label="region", by="section", held_out=field)
    for patient in "ABCDEF":
        add(name=f"her2st-{patient}", family="her2st, each patient, region", group="regions and layers", train_file="her2st_dev",
            test_file="her2st_dev", label="region", by="section", held_out=f"{patient}1", ignore="undetermined")
    for shots in (1, 5, 20):
        for label, short, _ in labels:
            add(name=f"mpfc-{short}-{shots}-shot", family=f"mPFC BZ5 → BZ9, {short}, {shots} per class", group=f"few-shot, {shots}",
                train_file=mpfc, test_file=mpfc, label=label, by="section", held_out=sections["BZ9"], shots=shots)
            add(name=f"osmfish-{short}-{shots}-shot", family=f"osmFISH left → right, {short}, {shots} per class",
                group=f"few-shot, {shots}", train_file=osmfish, test_file=osmfish, label=label, by="left-right", shots=shots)
    add(name="tasic-seqfish", family="Tasic scRNA → seqFISH, type", group="reference → spatial",
        train_file="tasic2016_scrna_113genes", test_file="seqfish_cortex_zhu2018", label="cell_type", by="file", scores=True)
    types, regions = (MPFC_CLASSES, OSMFISH_CLASSES), (MPFC_REGIONS, OSMFISH_REGIONS)
    for prefix, family, absent, label, (of_mpfc, of_osmfish) in (
            ("unknown", "", False, "cell_type", types), ("absent", ", none in training", True, "cell_type", types),
            ("absentregion", ", region, none in training", True, "region", regions)):
        for name in of_mpfc:
            add(name=f"{prefix}-mpfc-{plain(name)}", family="mPFC BZ5 → BZ9" + family, group="a class left out", train_file=mpfc,
                test_file=mpfc, label=label, by="section", held_out=sections["BZ9"], left_out=name, absent=absent)
        for name in of_osmfish:
            add(name=f"{prefix}-osmfish-{plain(name)}", family="osmFISH left → right" + family, group="a class left out",
                train_file=osmfish, test_file=osmfish, label=label, by="left-right", left_out=name, absent=absent)
    return tasks


def plain(name):
    """A class's name as part of a file's."""
    return name.replace("/", "-").replace(" ", "-")
