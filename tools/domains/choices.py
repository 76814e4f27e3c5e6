"""What `histoglot domains` is made of, one part after the other, on the sections that choices are made on and on simulated
cortex: the table of docs/experiments.md, "Domains without labels". A prototype in scikit-learn of what the program does.

needs what measure.py has left in --out: files, models and embeddings of seed 0
"""
import argparse, itertools, pathlib, subprocess
import anndata, numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture
import peers, sections
from measure import Histoglot

FACTORS, SCALES, RESTARTS = (6, 8, 10, 12, 15), (20, 30), 2


def factors(section, values, count, most=40, neighbours=30):
    """The combinations that neighbours share most, of principal components scaled to variance 1."""
    scaled = peers.components(values, most)
    scaled = scaled[:, scaled.std(0) > 1e-9]
    scaled = scaled / scaled.std(0)
    shared = scaled.T @ section.around(scaled, neighbours, own=False) / len(scaled)
    size, vectors = np.linalg.eigh((shared + shared.T) / 2)
    return scaled @ vectors[:, np.argsort(-size)[:count]]


def tied(features, count, seed):
    mixture = GaussianMixture(count, covariance_type="tied", n_init=RESTARTS, random_state=seed)
    scaled = features / features[:, 0].std()
    return mixture.fit(scaled).predict_proba(scaled)


def matched(grouping, other):
    rows, columns = linear_sum_assignment(-(grouping.T @ other))
    return grouping[:, rows[np.argsort(columns)]]


def consensus(section, values, count, seed):
    """The groups that fits with every number of factors at every scale agree on, and how far they do."""
    fits = [section.around(tied(section.around(factors(section, values, kept), scale), count, seed), 10)
            for kept, scale in itertools.product(FACTORS, SCALES)]
    codes = [fit.argmax(1) for fit in fits]
    agreement = np.array([[adjusted_rand_score(a, b) for b in codes] for a in codes])
    central = fits[agreement.mean(1).argmax()]
    mean = sum(matched(fit, central) for fit in fits)
    mean = sum(matched(fit, mean) for fit in fits)
    return mean.argmax(1), agreement[np.triu_indices(len(fits), 1)].mean()


def rows(section, latent, seed):
    """Each way, and the domains it finds."""
    for name, values in (("expression", section.scaled), ("latent", latent)):
        for method in ("k-means", "mixture", "tied mixture"):
            own = peers.components(section.around(values, 30), 15)
            yield f"{name}, PCA of means of 30, {method}", peers.clusters(own, section.count, method, seed)
            shared = section.around(factors(section, values, 15), 30)
            yield f"{name}, 15 spatial factors, means of 30, {method}", peers.clusters(shared, section.count, method, seed)
        for scale in (10, 50):
            shared = section.around(factors(section, values, 15), scale)
            yield f"{name}, 15 spatial factors, means of {scale}, tied mixture", peers.clusters(shared, section.count, "tied mixture", seed)
    both = np.hstack([peers.components(section.scaled, 40), peers.components(latent, 20)])
    shared = section.around(factors(section, both, 15, most=60), 30)
    yield "both side by side, 15 spatial factors, means of 30, tied mixture", peers.clusters(shared, section.count, "tied mixture", seed)
    found = {name: consensus(section, values, section.count, seed) for name, values in (("expression", section.scaled), ("latent", latent))}
    for name, (codes, _) in found.items():
        yield f"{name}, ten fits together", codes
    yield "ten fits together of the view on which they agree better", max(found.values(), key=lambda view: view[1])[0]


def simulated(program, out, seed):
    """A simulated section, without a look at its labels, as the others are."""
    path = out / f"simulated-{seed}-labelled.h5ad"
    if not path.exists():
        subprocess.run([program.program, "simulate", "-o", path, "--cells", "2000", "--genes", "100", "--seed", str(seed)],
                       check=True, capture_output=True)
    cells = anndata.read_h5ad(path)
    regions = np.unique(cells.obs["region"].astype(str), return_inverse=True)[1]
    cells.obs, cells.uns = cells.obs[["section"]].astype(str), {}
    return sections.Section(f"simulated {seed}", f"simulated-{seed}", True, cells, regions)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histoglot", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--seeds", default="0,1")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    program = Histoglot(options.histoglot, options.out, options.threads)
    parts = [part for part in sections.read(options.data) if part.chooses]
    parts += [simulated(program, options.out, seed) for seed in (11, 12)]
    table = {}
    for part in parts:
        model = program.model([part], part.file, 0)
        latent = program.embedding([part], part.file, model, 0)[0]
        for seed in map(int, options.seeds.split(",")):
            for name, codes in rows(part, latent, seed):
                table.setdefault(name, {}).setdefault(part.name, []).append(adjusted_rand_score(part.regions, codes))
    print("| | " + " | ".join(part.name for part in parts) + " | mean of the three real ones |")
    print("|---" * (len(parts) + 2) + "|")
    for name, found in table.items():
        means = [np.mean(found[part.name]) for part in parts]
        print(f"| {name} | " + " | ".join(f"{mean:.2f}"[1:] for mean in means) + f" | {np.mean(means[:3]):.3f} |".replace("0.", "."))


if __name__ == "__main__":
    main()
