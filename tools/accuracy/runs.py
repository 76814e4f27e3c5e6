"""The file of runs: a JSON line each, appended, never rewritten; what is in it is not run again."""
import json
import numpy as np


class Runs:
    def __init__(self, folder):
        self.folder = folder
        self.path = folder / "runs.jsonl"
        (folder / "predictions").mkdir(parents=True, exist_ok=True)
        self.lines = [json.loads(line) for line in self.path.read_text().splitlines()] if self.path.exists() else []

    def has(self, task, method, seed):
        return any((l["task"], l["method"], l["seed"]) == (task, method, seed) for l in self.lines)

    def find(self, task, method, seed):
        return next((l for l in self.lines if (l["task"], l["method"], l["seed"]) == (task, method, seed)), None)

    def add(self, line):
        self.lines.append(line)
        with open(self.path, "a") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")

    def save_answers(self, task, method, seed, predicted, truth, confidence, blocks):
        name = f"predictions/{task}--{method}--{seed}.npz"
        answers = dict(predicted=predicted.astype(str), truth=truth.astype(str), blocks=blocks)
        if confidence is not None:
            answers["confidence"] = confidence.astype(np.float32)
        np.savez_compressed(self.folder / name, **answers)
        return name

    def answers(self, line):
        return np.load(self.folder / line["predictions"])
