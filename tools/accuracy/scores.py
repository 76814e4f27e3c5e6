"""Scores of one run, and the file that keeps its answers for paired comparisons."""
import numpy as np
from sklearn.metrics import accuracy_score, f1_score


def scores(truth, predicted, confidence=None):
    """Accuracy, macro-F1 over the classes present in the truth, F1 of each, and the calibration error."""
    present = sorted(set(truth))
    each = f1_score(truth, predicted, average=None, labels=present, zero_division=0)
    found = dict(accuracy=round(accuracy_score(truth, predicted), 4), macro_f1=round(float(each.mean()), 4),
                 f1={name: round(float(f), 4) for name, f in zip(present, each)})
    if confidence is not None:
        found["ece"] = round(calibration_error(truth == predicted, confidence), 4)
    return found


def calibration_error(right, confidence, bins=15):
    """Expected calibration error: the mean gap of accuracy and confidence over 15 equal bins of confidence (Guo et al. 2017)."""
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(right[bin_of == b].sum() - confidence[bin_of == b].sum()) for b in range(bins)]
    return float(sum(gaps) / len(right))


def short(value):
    """.953, as tables here write it."""
    return f"{value:.3f}".removeprefix("0")
