"""Simple tools: logistic regression, nearest cells, forest, boosted trees, a plain network, the mean of three, coordinates only.

Settings, the same for all tasks: C and the network by `choose_settings.py`, on training cells alone (best mean macro-F1; of two
within .005 the more regularised); 15 nearest, 300 trees and a second C of .03 by hand;
boosted trees slow (rate .05): at .1 they diverged on the rare types of osmFISH, on training cells.
"""
import time, warnings
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
import features

warnings.filterwarnings("ignore")

MODELS = {
    "logistic regression": lambda seed: make_pipeline(StandardScaler(), LogisticRegression(C=.1, max_iter=2000)),
    "logistic regression (C .03)": lambda seed: make_pipeline(StandardScaler(), LogisticRegression(C=.03, max_iter=2000)),
    "network": lambda seed: make_pipeline(StandardScaler(), MLPClassifier((256,), alpha=.1, max_iter=60, random_state=seed)),
    "forest": lambda seed: RandomForestClassifier(300, n_jobs=1, random_state=seed),
    "boosted trees": lambda seed: HistGradientBoostingClassifier(
        max_iter=100, learning_rate=.05, max_leaf_nodes=15, min_samples_leaf=5, early_stopping=False, random_state=seed),
    "15 nearest": lambda seed: KNeighborsClassifier(15),
}
MEAN = ("logistic regression", "network", "forest")


class Simple:
    """Some of the models on one view of a cell; where the three of the mean are among them, their mean too."""

    def __init__(self, models, view=None, suffix=", own"):
        self.models, self.view, self.suffix = models, view, suffix
        self.needs_places = view is not None

    @property
    def methods(self):
        averaged = ["mean of three"] if all(m in self.models for m in MEAN) else []
        return [name + self.suffix for name in list(self.models) + averaged]

    def answers(self, task, split, seed):
        train, test = features.most_variable(*features.normalised(split))
        if self.view:
            train = self.view(train, split.train.places, split.train.sections)
            test = self.view(test, split.test.places, split.test.sections)
        return {name + self.suffix: answer for name, answer in self.fitted(split, train, test, seed).items()}

    def fitted(self, split, train, test, seed):
        labelled = split.train.labels != ""
        probabilities, found = {}, {}
        for name in self.models:
            began, cpu = time.time(), time.process_time()
            model = MODELS[name](seed)
            if name == "15 nearest":
                model.set_params(n_neighbors=min(15, labelled.sum()))
            model.fit(train[labelled], split.train.labels[labelled].astype(str))
            probabilities[name] = model.predict_proba(test)
            classes = model.classes_
            found[name] = answer(probabilities[name], classes) + (dict(seconds=time.time() - began, cpu_seconds=time.process_time() - cpu),)
        if all(m in probabilities for m in MEAN):
            took = {k: sum(found[m][2][k] for m in MEAN) for k in ("seconds", "cpu_seconds")}
            found["mean of three"] = answer(np.mean([probabilities[m] for m in MEAN], axis=0), classes) + (took,)
        return found


class Coordinates:
    """A forest on x and y alone: what position tells by itself, for the wrong reason."""
    needs_places = True
    methods = ["coordinates only"]

    def answers(self, task, split, seed):
        labelled = split.train.labels != ""
        model = RandomForestClassifier(300, n_jobs=1, random_state=seed)
        model.fit(split.train.places[labelled], split.train.labels[labelled].astype(str))
        return {"coordinates only": answer(model.predict_proba(split.test.places), model.classes_) + ({},)}


def answer(probabilities, classes):
    return classes[probabilities.argmax(1)].astype(str), probabilities.max(1)
