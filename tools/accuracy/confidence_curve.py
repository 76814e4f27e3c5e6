"""Accuracy of the cells that are answered against their share, as the threshold on confidence rises: a PNG of one curve a task."""
import numpy as np
import matplotlib
matplotlib.use("Agg")
from matplotlib import pyplot

GROUPS = ("cell types", "regions and layers")


def draw(runs, method, path):
    figure, panels = pyplot.subplots(1, len(GROUPS), figsize=(11, 4.5), sharey=True)
    for panel, group in zip(panels, GROUPS):
        lines = [l for l in runs.lines if l["group"] == group and l["method"] == method]
        for family in dict.fromkeys(l["family"] for l in lines):
            saved = [runs.answers(l) for l in lines if l["family"] == family]
            right = np.concatenate([s["truth"] == s["predicted"] for s in saved])
            order = np.argsort(-np.concatenate([s["confidence"] for s in saved]), kind="stable")
            share = np.arange(1, len(order) + 1) / len(order)
            kept = share > .02  # The first cells are too few to draw.
            panel.plot(share[kept], (np.cumsum(right[order]) / np.arange(1, len(order) + 1))[kept], label=family)
        panel.set(title=group, xlabel="share of cells answered, most confident first", xlim=(0, 1), ylim=(.3, 1.01))
        panel.legend(fontsize=7, loc="lower left")
        panel.grid(alpha=.3)
    panels[0].set_ylabel("accuracy of the answered")
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
