"""Does a regression that has few labels learn from its own guesses? Variants of decision 0027 on the halves of distant_halves.py:
no cell that the benchmark tests is asked. A sketch in scikit-learn, apart from the program; it prints the table of
docs/experiments.md, "Few labels, guessed".
"""
import argparse, os
from dataclasses import dataclass, replace
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestNeighbors
from distant_halves import pairs
from scores import scores
from splits import some

# m: all guesses weigh as much as so many labels a category. b: how much certainty is raised and large categories are held back;
# None for m / (m + n), n labels a category. near: so many nearest cells are averaged over, with the cell itself.
@dataclass(frozen=True)
class Rule:
    name: str
    m: float = 10
    b: float | None = None
    rounds: int = 5
    near: int = 10
    soft: bool = False


CHOSEN = Rule("**m = 10, b = m / (m + n), five rounds, likeliest category, ten nearest**")
RULES = [Rule("labels alone", rounds=0), CHOSEN, replace(CHOSEN, name="m = 5", m=5), replace(CHOSEN, name="m = 20", m=20),
         replace(CHOSEN, name="b = ½", b=.5), replace(CHOSEN, name="b = 1", b=1.0), replace(CHOSEN, name="b = 0", b=0.0),
         replace(CHOSEN, name="two rounds", rounds=2), replace(CHOSEN, name="ten rounds", rounds=10),
         replace(CHOSEN, name="soft labels", soft=True), replace(CHOSEN, name="forty nearest", near=40)]


class Half:
    def __init__(self, part, label, means=None):
        x = log_expression(part)
        self.scale = means or (x.mean(0), x.std(0) + 1e-6)
        z = (x - self.scale[0]) / self.scale[1]
        places = part.places
        self.nearest = NearestNeighbors(n_neighbors=min(41, len(z))).fit(places).kneighbors(places)[1]
        rings = [z, z[self.nearest[:, 1:11]].mean(1), z[self.nearest[:, 11:]].mean(1)]
        self.features = np.hstack(rings) if label == "region" else z

    def around(self, probabilities, near):
        return probabilities[self.nearest[:, :near + 1]].mean(1) if near else probabilities


def log_expression(part):
    counts = part.counts
    totals = np.maximum(counts.sum(1, keepdims=True), 1)
    return np.log1p(counts / totals * np.median(totals))


def fit(x, shares, trust, c):
    """What gives probabilities, from soft labels as weighted rows; a category's cells weigh ∝ n^-½, n counted by trust (the program
    counts cells)."""
    rows, codes = np.where(shares > 1e-3)
    weights = shares[rows, codes] * trust[rows]
    counts = np.bincount(codes, weights, minlength=shares.shape[1])
    weights = weights * np.maximum(counts, 1e-9)[codes] ** -.5
    weights *= trust.sum() / weights.sum()
    model = LogisticRegression(C=c, max_iter=200).fit(x[rows], codes, sample_weight=weights)

    def probabilities(x):
        found = np.zeros((len(x), shares.shape[1]))
        found[:, model.classes_] = model.predict_proba(x)
        return found
    return probabilities


def learned(rule, train, codes, categories, c, near):
    labelled = codes >= 0
    known = np.eye(categories)[codes[labelled]]
    boldness = rule.m / (rule.m + labelled.sum() / categories) if rule.b is None else rule.b
    says = fit(train.features[labelled], known, np.ones(labelled.sum()), c)
    for _ in range(rule.rounds):
        q = train.around(says(train.features), rule.near if near else 0) ** (1 + boldness)
        q /= q.sum(1, keepdims=True)
        q /= np.maximum(q.sum(0), 1) ** boldness
        q /= q.sum(1, keepdims=True)
        trust = q.max(1)
        if not rule.soft:
            q = np.eye(categories)[q.argmax(1)]
        q[labelled] = known
        trust[~labelled] *= min(1, rule.m * categories / trust[~labelled].sum())
        trust[labelled] = 1
        says = fit(train.features, q, trust, c)
    return says


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default=os.environ.get("HISTOGLOT_DATA", "../shared/data"))
    parser.add_argument("--label", default="region", choices=["region", "cell_type"])
    parser.add_argument("--shots", default="1,5,20")
    parser.add_argument("--seeds", default="0,1")
    parser.add_argument("--only", help="rules whose names begin so, commas between")
    options = parser.parse_args()
    rules = [r for r in RULES if not options.only or r.name.startswith(tuple(options.only.split(",")))]
    near = 10 if options.label == "region" else 0
    shots = [int(k) for k in options.shots.split(",")]
    found = {}
    for name, way, split in pairs(options.data, options.label):
        if name == "smFISH":  # Half of its cells are told wrongly with all labels.
            continue
        train = Half(split.train, options.label)
        test = Half(split.test, options.label, train.scale)
        for k in shots:
            for seed in map(int, options.seeds.split(",")):
                labels = some(split.train.labels, k, seed)
                names = np.array(sorted(set(labels) - {""}))
                codes = np.array([np.searchsorted(names, l) if l else -1 for l in labels])
                for rule in rules:
                    says = learned(rule, train, codes, len(names), .03 if near else .1, near)
                    answers = names[test.around(says(test.features), near).argmax(1)]
                    score = scores(split.truth[split.scored], answers[split.scored])
                    found.setdefault(rule.name, {}).setdefault(k, []).append((score["accuracy"], score["macro_f1"]))
        print(f"{name}, {way}", flush=True)
    print(f"\n| {options.label}, accuracy / macro-F1 | {' | '.join(f'k = {k}' for k in shots)} |\n|{'---|' * (len(shots) + 1)}")
    for name, of in found.items():
        print(f"| {name} | {' | '.join('{:.3f} / {:.3f}'.format(*np.mean(of[k], axis=0)) for k in shots)} |")


main()
