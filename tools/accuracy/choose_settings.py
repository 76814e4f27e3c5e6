"""Compares settings of the peers on training cells alone: a chequerboard of 4 × 4 blocks, black teaches and white is scored, and back.

usage: .venv-benchmark/bin/python tools/accuracy/choose_settings.py --data FOLDER [--kinds network,trees,graph,linear]
The test part of a task is never read. Prints the mean macro-F1 over four tasks and two folds for each setting; the best are the
constants of peers_simple.py and peers_graph.py.
"""
import argparse, itertools, pathlib, warnings
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
import features, peers_graph, splits, tasks

warnings.filterwarnings("ignore")
TASKS = ("mpfc-BZ5-BZ9-type", "mpfc-BZ5-BZ9-region", "osmfish-type", "osmfish-region")


def folds(task, data):
    """The black and the white blocks of the training sections, both ways, as splits of their own."""
    whole = splits.split(task, data, 0).train
    block = splits.blocks(whole.places, whole.sections, across=4)
    side = (block % 4 + block // 4) % 2 == 0
    for test in (side, ~side):
        parts = [splits.Part(whole.cells[kept].copy(), whole.labels[kept]) for kept in (~test, test)]
        yield splits.Split(*parts, truth=parts[1].labels, scored=parts[1].labels != "", classes=sorted(set(whole.labels) - {""}))


def score(split, predicted):
    truth = split.truth[split.scored].astype(str)
    return f1_score(truth, predicted[split.scored], average="macro", labels=sorted(set(truth)), zero_division=0)


def linear():
    for c in (.003, .01, .03, .1, 1):
        yield f"logistic regression C {c}", lambda: make_pipeline(StandardScaler(), LogisticRegression(C=c, max_iter=2000))


def network():
    for width, alpha, steps in itertools.product((128, 256), (.1, 3., 10.), (30, 60)):
        yield f"network {width}, alpha {alpha}, {steps} epochs", lambda: make_pipeline(
            StandardScaler(), MLPClassifier((width,), alpha=alpha, max_iter=steps, random_state=0))


def trees():
    for steps, leaves, rate in ((60, 15, .1), (100, 15, .05), (150, 6, .05), (100, 31, .05)):
        yield f"boosted trees, {steps} of {leaves} leaves, rate {rate}", lambda: HistGradientBoostingClassifier(
            max_iter=steps, max_leaf_nodes=leaves, learning_rate=rate, min_samples_leaf=5, early_stopping=False, random_state=0)


def of_models(kind, data):
    for name, make in kind():
        found = []
        for task in chosen():
            for split in folds(task, data):
                train, test = features.normalised(split)
                labels = split.train.labels
                found.append(score(split, make().fit(train[labels != ""], labels[labels != ""].astype(str)).predict(test)))
        yield name, found


def graph(data):
    settings = ((5e-3, 128, 150), (5e-3, 128, 300), (2e-3, 128, 150), (5e-3, 64, 150), (2e-3, 64, 150), (5e-3, 128, 60), (2e-3, 128, 60))
    for (rate, width, steps), kind in itertools.product(settings, ("GraphSAGE", "neighbour attention")):
        peers_graph.RATE, peers_graph.WIDTH, peers_graph.STEPS = rate, width, steps
        suite, found = peers_graph.Graph(kind), {}
        for task in chosen():
            for split in folds(task, data):
                for name, (predicted, _, _) in suite.answers(task, split, 0).items():
                    found.setdefault(name, []).append(score(split, predicted))
        for name in found:
            yield f"{name}, rate {rate}, width {width}, {steps} steps", found[name]


def chosen():
    return [t for t in tasks.all_tasks() if t.name in TASKS]


p = argparse.ArgumentParser()
p.add_argument("--data", type=pathlib.Path, required=True)
p.add_argument("--kinds", default="linear,network,trees,graph")
a = p.parse_args()
for kind in a.kinds.split(","):
    for name, found in graph(a.data) if kind == "graph" else of_models({"linear": linear, "network": network, "trees": trees}[kind], a.data):
        each = np.array(found).reshape(len(TASKS), -1).mean(1)
        print(f"{name}: {np.mean(found):.4f} ({', '.join(f'{e:.3f}' for e in each)})", flush=True)
