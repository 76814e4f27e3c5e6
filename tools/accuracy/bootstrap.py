"""Paired bootstrap over spatial blocks: what the difference of two methods' macro-F1 would be in another draw of the same tissue.

Blocks of a test section are drawn with replacement; both methods are scored on the same drawn cells, over the classes present
in them; families of a group, folds of a family, and seeds are averaged. Cells of one block resemble one another, so cells are not drawn singly.
"""
import numpy as np


class Answers:
    """Counts of one run by block: [blocks, classes] right answers, answers and truths. Their sums give macro-F1."""

    def __init__(self, saved):
        truth, predicted, blocks = saved["truth"], saved["predicted"], saved["blocks"]
        self.classes, numbers = np.unique(truth, return_inverse=True)
        _, places = np.unique(blocks, return_inverse=True)
        shape = (places.max() + 1, len(self.classes))
        self.truths, self.answers, self.right = (np.zeros(shape) for _ in range(3))
        np.add.at(self.truths, (places, numbers), 1)
        hit = truth == predicted
        np.add.at(self.right, (places[hit], numbers[hit]), 1)
        known = np.isin(predicted, self.classes)
        np.add.at(self.answers, (places[known], np.searchsorted(self.classes, predicted[known])), 1)

    def macro_f1(self, draws):
        """Macro-F1 for each draw [draws, blocks] of how often each block was drawn."""
        right, answers, truths = draws @ self.right, draws @ self.answers, draws @ self.truths
        f1 = 2 * right / np.maximum(answers + truths, 1)
        present = truths > 0
        return (f1 * present).sum(1) / np.maximum(present.sum(1), 1)


def drawn(blocks, count, chance):
    return chance.multinomial(blocks, np.full(blocks, 1 / blocks), size=count).astype(float)


def difference(families, count=2000):
    """Mean and 95 % interval of ours − theirs over families of tasks: [[[(ours, theirs) of each seed] of each fold] of each family].

    Families weigh alike, and so do the folds of one. Folds are drawn apart; seeds of one fold share their draws, as they share
    their cells.
    """
    chance, drawn_ones, observed = np.random.default_rng(0), [], []
    for folds in families:
        means, all_once = [], []
        for runs in folds:
            blocks = len(runs[0][0].truths)
            draws, once = drawn(blocks, count, chance), np.ones((1, blocks))
            means.append(np.mean([ours.macro_f1(draws) - theirs.macro_f1(draws) for ours, theirs in runs], axis=0))
            all_once.append(np.mean([ours.macro_f1(once) - theirs.macro_f1(once) for ours, theirs in runs]))
        drawn_ones.append(np.mean(means, axis=0))
        observed.append(np.mean(all_once))
    low, high = np.percentile(np.mean(drawn_ones, axis=0), [2.5, 97.5])
    return float(np.mean(observed)), float(low), float(high)
