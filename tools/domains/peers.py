"""What else finds regions without labels: smoothed principal components, BANKSY-like features, clusters of the latent."""
import itertools
import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.mixture import GaussianMixture


def components(values, count):
    return PCA(min(count, values.shape[1]), svd_solver="full").fit_transform(values)


def clusters(features, count, method, seed):
    if method == "k-means":
        return KMeans(count, n_init=10, random_state=seed).fit_predict(features)
    covariance = {"mixture": "full", "tied mixture": "tied"}[method]
    scaled = features / features[:, 0].std()
    return GaussianMixture(count, covariance_type=covariance, n_init=3, random_state=seed).fit_predict(scaled)


def smoothed(section, scaling, kept, neighbours, method, seed):
    values = section.scaled if scaling == "z-scores" else section.log
    return clusters(components(section.around(values, neighbours), kept), section.count, method, seed)


SETTINGS = list(itertools.product(["log counts", "z-scores"], [10, 20, 30], [10, 20, 30, 50, 80],
                                  ["k-means", "mixture", "tied mixture"]))


def banksy(section, method, seed, weight=0.8, near=15, far=30, kept=20):
    """Own expression beside the mean of neighbours and the size of its gradient (the azimuthal Gabor filter of order 1), as in
    Singhal et al. 2024, "BANKSY unifies cell typing and tissue domain segmentation", with its settings for domains."""
    def decay(count):
        scale = np.median(section.distances[:, :count], axis=1, keepdims=True)
        weights = np.exp(-0.5 * (section.distances[:, :count] / np.maximum(scale, 1e-12)) ** 2)
        return weights / weights.sum(1, keepdims=True)

    mean = np.einsum("ij,ijg->ig", decay(near), section.scaled[section.near[:, :near]])
    step = section.places[section.near[:, :far]] - section.places[:, None]
    turn = np.exp(1j * np.arctan2(step[..., 1], step[..., 0]))
    far_values = section.scaled[section.near[:, :far]]
    centred = far_values - np.einsum("ij,ijg->ig", decay(far), far_values)[:, None]
    gradient = np.abs(np.einsum("ij,ijg->ig", decay(far) * turn, centred))

    def z(values):
        return (values - values.mean(0)) / np.maximum(values.std(0), 1e-9)
    parts = [np.sqrt(1 - weight) * z(section.scaled), np.sqrt(weight * 2 / 3) * z(mean), np.sqrt(weight / 3) * z(gradient)]
    return clusters(components(np.hstack(parts), kept), section.count, method, seed)
