"""Histoglot as a user runs it: pretrain, finetune and annotate from the command line, on files of its own.

The file that is annotated has no label column, and no file knows the truth of a test cell. Pre-training sees the training and the
test cells, both without labels, once for each material (it is the same for all folds); the seed is that of fine-tuning.
"""
import contextlib, json, os, pathlib, resource, subprocess, time
import anndata, numpy as np, pandas as pd

# How the test section is turned (and mirrored, and shifted) to see whether its answers stay; radians.
ANGLE = 0.7

# What `pretrain --without` knows; the other parts are those of `finetune --without`.
OF_PRETRAINING = ("neighbourhood-attention", "flow-attention", "mixture-prior", "masking")


class Histoglot:
    def __init__(self, program, out, preset="small", places=True, without=""):
        """`without`: one part that pre-training leaves out, or parts of fine-tuning, as their options of that name have it."""
        self.program, self.preset, self.places, self.without = pathlib.Path(program), preset, places, without
        self.of_pretraining = ["--without", without] if without in OF_PRETRAINING else []
        self.of_finetuning = ["--without", without] if without and not self.of_pretraining else []
        self.inputs, self.models, self.logs = out / "inputs", out / "models", out / "logs"
        self.name = f"Histoglot, {without} off" if without else "Histoglot" if places else "Histoglot without places"
        self.methods, self.needs_places = [self.name], False
        for folder in (self.inputs, self.models, self.logs):
            folder.mkdir(parents=True, exist_ok=True)

    def run(self, log, *arguments):
        """Runs the program, keeps what it says, and gives it back; an error raises with its last line."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")} | {"OPENBLAS_NUM_THREADS": "1"}
        done = subprocess.run([str(self.program), *map(str, arguments), "--threads", "1"], capture_output=True, text=True, env=environment)
        said = done.stdout + done.stderr
        (self.logs / f"{log}.log").write_text(said)
        if done.returncode:
            raise RuntimeError(f"histoglot {arguments[0]}: {(said.strip().splitlines() or ['no message'])[-1]}")
        return said

    def key(self, task, seed):
        """Of a run's files."""
        return f"{task.name}-{seed}" + ("" if self.places else "-without-places") + (f"-without-{self.without}" if self.without else "")

    def answers(self, task, split, seed):
        key = self.key(task, seed)
        scores = ["--round-scores"] if task.scores else []
        model, spent = self.pretrained(task, split, scores)
        began, cpu = time.time(), children()
        train, test = self.inputs / f"{key}-train.h5ad", self.inputs / f"{key}-test.h5ad"
        self.write([split.train], train, {"label": split.train.labels})
        self.write([split.test], test)
        tuned = self.models / f"tuned-{key}"
        said = self.run(f"{key}-finetune", "finetune", train, "--model", model, "--label", "label", "-o", tuned, "--seed", seed,
                        "--overwrite", *scores, *self.of_finetuning)
        out = self.inputs / f"{key}-out.h5ad"
        names, confidence, novelty = self.annotate(key, tuned, test, out, scores, "--min-confidence", 0)
        label, _, _ = self.annotate(f"{key}-default", tuned, test, out, scores)
        more = dict(novelty=novelty, is_unknown=label == "Unknown", pretraining_cpu_seconds=spent, chosen=summary(said))
        if self.places and split.test.places is not None:
            self.write([split.test], test, moved=True)
            again, _, _ = self.annotate(f"{key}-moved", tuned, test, out, scores, "--min-confidence", 0)
            more["agrees_when_moved"] = round(float((again == names).mean()), 5)
        more |= dict(seconds=time.time() - began, cpu_seconds=children() - cpu)
        for path in (train, test, out):
            path.unlink()
        return {self.name: (names, confidence, more)}

    def experts_alone(self, task, split, seed):
        """What each expert of the model that `answers` left says alone, unsmoothed: its name and the labels of the test cells."""
        key = self.key(task, seed)
        test, out, tuned = self.inputs / f"{key}-test.h5ad", self.inputs / f"{key}-out.h5ad", self.models / f"tuned-{key}"
        self.write([split.test], test)
        found = {}
        for kind in [expert["kind"] for expert in json.loads((tuned / "labels.json").read_text())[0]["experts"]]:
            if kind.replace(" ", "-") in self.without.split(",") or "context" in self.without.split(",") and not kind.endswith(" own"):
                continue
            with asking(tuned, kind):
                found[f"{kind} alone"], _, _ = self.annotate(f"{key}-alone", tuned, test, out, [], "--min-confidence", 0)
        for path in (test, out):
            path.unlink()
        return found

    def annotate(self, log, model, test, out, *options):
        options = [o for part in options for o in (part if isinstance(part, list) else [part])]
        self.run(f"{log}-annotate", "annotate", test, "--model", model, "-o", out, *options)
        found = anndata.read_h5ad(out).obs
        novelty = found["histoglot_novelty"].values.astype(float) if "histoglot_novelty" in found else None
        return found["histoglot_label"].astype(str).values, found["histoglot_confidence"].values.astype(float), novelty

    def pretrained(self, task, split, scores):
        """The model folder of a material, and the CPU seconds its pre-training took when it was made."""
        name = task.material + ("" if self.places else "-without-places") + (f"-without-{self.without}" if self.of_pretraining else "")
        folder, seconds = self.models / f"pretrained-{name}", self.models / f"pretrained-{name}.seconds"
        if not seconds.exists():
            cells = self.inputs / f"{name}.h5ad"
            self.write([split.train, split.test], cells)
            cpu = children()
            self.run(f"pretrain-{name}", "pretrain", cells, "--preset", self.preset, "-o", folder, "--overwrite", *scores,
                     *self.of_pretraining)
            seconds.write_text(f"{children() - cpu:.0f}")
        return folder, float(seconds.read_text())

    def write(self, parts, path, labels=None, moved=False):
        """Counts, genes, places and sections; an obs column for each of `labels`, its values by its name."""
        expression = [anndata.AnnData(p.cells.X.copy(), var=p.cells.var.copy(), obs=pd.DataFrame(index=p.cells.obs_names)) for p in parts]
        places = [p.places for p in parts]
        together = anndata.concat(expression, merge="same") if len(parts) > 1 else expression[0]
        together.obs["section"] = np.concatenate([names(part, number, parts) for number, part in enumerate(parts)])
        together.obs["section"] = together.obs["section"].astype("category")
        if self.places and all(p is not None for p in places):
            together.obsm["spatial"] = turned(np.concatenate(places)) if moved else np.concatenate(places)
        for name, values in (labels or {}).items():
            together.obs[name] = pd.Categorical(np.where(values == "", None, values))
        together.write_h5ad(path)


@contextlib.contextmanager
def asking(tuned, kind):
    """Lets a model ask one kind of expert alone, unsmoothed, for as long as this lasts."""
    path = tuned / "labels.json"
    kept = path.read_text()
    tasks = json.loads(kept)
    for task in tasks:
        task["smoothing"] = 0
        for expert in task["experts"]:
            expert["weight"] = 1 if expert["kind"] == kind else 0
    path.write_text(json.dumps(tasks))
    try:
        yield
    finally:
        path.write_text(kept)


def children():
    """CPU seconds of the programs that were run so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def names(part, number, parts):
    """Halves of one section are two sections: the model must not see that they touch."""
    sections = part.sections
    others = [s for n, p in enumerate(parts) if n != number for s in set(p.sections)]
    return np.array([f"{s}-{number}" if s in others else s for s in sections])


def turned(places):
    cosine, sine = np.cos(ANGLE), np.sin(ANGLE)
    return places * [-1, 1] @ np.array([[cosine, sine], [-sine, cosine]]) + [1234.5, -987.6]


def summary(said):
    """What fine-tuning says of its experts, for the record."""
    lines = [line.strip() for line in said.splitlines()]
    return [l for l in lines if l.startswith(("validation", "linear", "network", "transformer", "chosen", "together", "temperature"))]
