"""What the peers see of a cell: log1p of counts scaled to the median library, and means over what lies around."""
import numpy as np
from sklearn.neighbors import NearestNeighbors


def normalised(split):
    """Training and test expression. The median is over both; it needs no label."""
    train, test = split.train.counts, split.test.counts
    size = np.concatenate([train.sum(1), test.sum(1)])
    median = np.median(size[size > 0])
    scale = lambda x: np.log1p(x * (median / np.maximum(x.sum(1, keepdims=True), 1)))
    return scale(train), scale(test)


def neighbours(places, sections, count):
    """[cells, count] the nearest cells of the same section, nearest first, without the cell itself."""
    found = np.zeros((len(sections), count), dtype=int)
    for section in np.unique(sections):
        cells = np.where(sections == section)[0]
        asked = min(count, len(cells) - 1)
        index = NearestNeighbors(n_neighbors=asked).fit(places[cells]).kneighbors(return_distance=False)
        found[cells, :asked] = cells[index]
        found[cells, asked:] = found[cells, asked - 1][:, None]
    return found


def rings(x, places, sections):
    """Own expression, the mean of the 10 nearest cells, and the mean of the 30 after them."""
    near = neighbours(places, sections, 40)
    return np.hstack([x, mean(x, near[:, :10]), mean(x, near[:, 10:])])


def around(x, places, sections):
    """Own expression and the mean of the 10 nearest cells."""
    return np.hstack([x, mean(x, neighbours(places, sections, 10))])


def mean(x, index):
    return np.stack([x[i].mean(0) for i in index])


def most_variable(train, test, count=2000):
    """At most `count` genes, those of the largest variance over the training cells. Only her2st has more."""
    if train.shape[1] <= count:
        return train, test
    kept = np.argsort(-train.var(0), kind="stable")[:count]
    return train[:, kept], test[:, kept]
