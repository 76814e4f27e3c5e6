"""What a user could pick instead: nearest neighbours for imputation, smoothing for denoising."""

import numpy as np
import scipy.sparse
from scipy.spatial import cKDTree

from sections import log_expression


def standardized(values):
    deviation = values.std(0)
    return (values - values.mean(0)) / np.where(deviation > 1e-9, deviation, 1)


def nearest(query, rows, count):
    """Indices and cosines of the rows most alike to each query."""
    unit = lambda values: (values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    query, rows = unit(query), unit(rows)
    indices, cosines = [], []
    for start in range(0, len(query), 1000):
        cosine = query[start : start + 1000] @ rows.T
        found = np.argpartition(-cosine, count - 1, axis=1)[:, :count]
        indices.append(found)
        cosines.append(np.take_along_axis(cosine, found, 1))
    return np.vstack(indices), np.vstack(cosines).astype(float)


def spage(section, reference, targets, count=50, components=30, least=0.3):
    """SpaGE (Abdelaal et al. 2020) in a few lines: principal vectors of z-scores, then neighbours by cosine, each
    weighted by 1 - distance / sum of distances."""
    own, other = standardized(section), standardized(reference)
    directions = lambda values: np.linalg.svd(values, full_matrices=False)[2][: min(components, values.shape[1])]
    first, second = directions(other), directions(own)
    left, cosines, _ = np.linalg.svd(first @ second.T)
    common = first.T @ left[:, : max(1, (cosines > least).sum())]
    indices, similarities = nearest(own @ common, other @ common, count)
    distances = np.where(similarities > 0, 1 - similarities, np.nan)
    weights = 1 - distances / np.nansum(distances, 1, keepdims=True)
    weights = np.nan_to_num(weights / np.maximum((~np.isnan(weights)).sum(1, keepdims=True) - 1, 1))
    return np.einsum("ij,ijk->ik", weights, targets[indices])


def impute(section_counts, reference_counts, targets):
    """Each peer's log expression of the hidden genes: of counts of the shared genes on both sides, and the log
    expression of the hidden genes in the reference."""
    section, reference = log_expression(section_counts), log_expression(reference_counts)
    mean_of = lambda found: targets[found[0]].mean(1)
    return {
        "mean": np.tile(targets.mean(0), (len(section), 1)),
        "kNN": mean_of(nearest(section, reference, 50)),
        "kNN of z-scores": mean_of(nearest(standardized(section), standardized(reference), 50)),
        "SpaGE-like": spage(section, reference, targets),
    }


def denoise(values):
    """Each peer's expression from counts, in log1p of normalised counts."""
    own = log_expression(values)
    scores = np.linalg.svd(standardized(own), full_matrices=False)
    scores = scores[0][:, :20] * scores[1][:20]
    tree = cKDTree(scores)
    said = {"as it is": own, "mean": np.tile(own.mean(0), (len(own), 1))}
    for count in (15, 30):
        said[f"kNN smoothing, {count}"] = own[tree.query(scores, count)[1]].mean(1)
    for steps in (1, 3):
        said[f"MAGIC-like, t = {steps}"] = diffused(own, tree, scores, steps)
    return said


def diffused(values, tree, scores, steps, decay=5):
    """MAGIC (van Dijk et al. 2018): powers of a Markov matrix of an adaptive Gaussian kernel."""
    distances, indices = tree.query(scores, 3 * decay + 1)
    kernel = np.exp(-((distances / np.maximum(distances[:, [decay]], 1e-9)) ** 2))
    cells = len(values)
    rows = np.repeat(np.arange(cells), indices.shape[1])
    affinity = scipy.sparse.csr_matrix((kernel.ravel(), (rows, indices.ravel())), shape=(cells, cells))
    affinity = affinity + affinity.T
    markov = scipy.sparse.diags(1 / np.asarray(affinity.sum(1)).ravel()) @ affinity
    for _ in range(steps):
        values = markov @ values
    return values
