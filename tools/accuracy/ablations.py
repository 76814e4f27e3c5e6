"""What each part of the model is worth: the same tasks with one part left out, beside the whole. Started by tools/measure-ablations.

A part is left out with `histoglot pretrain --without` or `finetune --without`; everything else stays, and the same test cells are
scored. Labels of one section are learned in one run. Pre-training has seed 0 and is shared by folds, labels and seeds, as in
tools/benchmark-accuracy; the seed of a run is that of fine-tuning.
"""
import argparse, json, pathlib, sys, time, traceback
from dataclasses import dataclass
import anndata
import ablation_table, record, splits, tasks
from histoglot_method import Histoglot, asking, children
from runs import Runs
from scores import scores

# Sections without labels that pre-training may see beside a mouse brain's own.
LARGE = ["xenium_mouse_brain_36k_unlabelled", "iss_full_coronal_pciseq"]
MOUSE_BRAIN = ["starmap_mpfc_dev", "osmfish_sscortex-left-right"]


@dataclass(frozen=True)
class Variant:
    name: str               # as in the table
    key: str                # as in file names and --parts
    pretrain: str = ""      # what pre-training does without
    finetune: str = ""      # what fine-tuning does without
    large: bool = False     # pre-trained on more than the task's own sections


VARIANTS = [
    Variant("the whole model", "whole"),
    Variant("neighbourhood attention", "neighbourhood-attention", pretrain="neighbourhood-attention"),
    Variant("flow attention", "flow-attention", pretrain="flow-attention"),
    Variant("mixture prior (one Gaussian)", "mixture-prior", pretrain="mixture-prior"),
    Variant("masking (all counts shown)", "masking", pretrain="masking"),
    Variant("pre-training (weights drawn anew)", "pre-training", finetune="pre-training"),
    Variant("own token to the transformer's head", "own-token", finetune="own-token"),
    Variant("context (own expression alone)", "context", finetune="context"),
    Variant("expert: linear own", "linear-own", finetune="linear-own"),
    Variant("expert: linear rings", "linear-rings", finetune="linear-rings"),
    Variant("expert: network own", "network-own", finetune="network-own"),
    Variant("expert: transformer", "transformer", finetune="transformer"),
    Variant("expert: graph network", "graph-network", finetune="graph-network"),
    Variant("nothing, and two large sections more to pre-train on", "large", large=True),
]


@dataclass(frozen=True)
class Fold:
    """Labels that one run learns: tasks with the same cells."""
    name: str
    tasks: tuple

    @property
    def material(self):
        return self.tasks[0].material


def folds():
    known = {task.name: task for task in tasks.all_tasks()}
    groups = [("mpfc-BZ5-BZ9", ["mpfc-BZ5-BZ9-type", "mpfc-BZ5-BZ9-region"]),
              ("mpfc-BZ9-BZ5", ["mpfc-BZ9-BZ5-type", "mpfc-BZ9-BZ5-region"]), ("osmfish", ["osmfish-region"])]
    groups += [(f"her2st-{patient}", [f"her2st-{patient}"]) for patient in "ABCDEF"]
    return [Fold(name, tuple(known[task] for task in names)) for name, names in groups]


class Ablations:
    def __init__(self, program, out, data, runs):
        self.histoglot, self.data, self.runs = Histoglot(program, out), data, runs

    def pretrained(self, fold, variant):
        """The folder of the pre-trained model that a variant starts from, made where it is not there, and the CPU seconds that took."""
        method = self.histoglot
        name = "mouse-brain" if variant.large else fold.material
        folder = method.models / f"pretrained-{name}{'-without-' + variant.pretrain if variant.pretrain else ''}"
        seconds = folder.with_name(folder.name + ".seconds")
        if not seconds.exists():
            files = [method.inputs / f"{material}.h5ad" for material in (MOUSE_BRAIN if variant.large else [fold.material])]
            for file in files:
                if not file.exists():
                    split = splits.split(next(f for f in folds() if f.material == file.stem).tasks[0], self.data, 0)
                    method.write([split.train, split.test], file)
            if variant.large:
                files = [pathlib.Path(self.data) / "sections" / f"{section}.h5ad" for section in LARGE] + files
            spent = children()
            options = ["--without", variant.pretrain] if variant.pretrain else []
            method.run(folder.name, "pretrain", *files, "--preset", method.preset, "-o", folder, "--overwrite", *options)
            seconds.write_text(f"{children() - spent:.0f}")
        return folder, float(seconds.read_text())

    def run(self, fold, variant, seed):
        method, key = self.histoglot, f"{fold.name}-{variant.key}-{seed}"
        began, spent = time.time(), children()
        model, to_pretrain = self.pretrained(fold, variant)
        pretraining = children() - spent
        halves = {task.label: splits.split(task, self.data, seed) for task in fold.tasks}
        split = halves[fold.tasks[0].label]
        train, test, out = (method.inputs / f"{key}-{part}.h5ad" for part in ("train", "test", "out"))
        method.write([split.train], train, {label: half.train.labels for label, half in halves.items()})
        method.write([split.test], test)
        tuned = method.models / f"tuned-{key}"
        labels = [word for label in halves for word in ("--label", label)]
        method.run(f"{key}-finetune", "finetune", train, "--model", model, *labels, "-o", tuned, "--seed", seed, "--overwrite",
                   *(["--without", variant.finetune] if variant.finetune else []))
        chosen = {task["key"]: task for task in json.loads((tuned / "labels.json").read_text())}
        said = {"": self.annotate(key, tuned, test, out, list(halves))}
        # Networks are trained together or, where no label asks them, not at all.
        weights = {label: {e["kind"]: e["weight"] for e in task["experts"]} for label, task in chosen.items()}
        learned = any(w[kind] > 0 for w in weights.values() for kind in ("network own", "transformer"))
        if learned and variant.key not in ("context", "transformer"):
            with asking(tuned, "transformer"):
                said[ablation_table.ALONE] = self.annotate(f"{key}-alone", tuned, test, out, list(halves))
        took = dict(seconds=round(time.time() - began, 1), cpu_seconds=round(children() - spent - pretraining, 1))
        for task in fold.tasks:
            half, label = halves[task.label], task.label
            scored = half.scored
            blocks = splits.blocks(half.test.places, half.test.sections)[scored]
            truth = half.truth[scored].astype(str)
            for which, answers in said.items():
                names, confidence = (values[scored] for values in answers[label])
                method_name = variant.key + which
                line = dict(task=task.name, method=method_name, seed=seed, cells=len(truth), without=variant.name)
                line |= scores(truth, names, confidence) | took | dict(
                    weights={k: round(w, 3) for k, w in weights[label].items()}, smoothing=chosen[label]["smoothing"],
                    validation={e["kind"]: e["validation"]["macroF1"] for e in chosen[label]["experts"] if e.get("validation")},
                    pretrained=model.name, pretraining_cpu_seconds=to_pretrain, mixture=self.mixture(model))
                line["predictions"] = self.runs.save_answers(task.name, method_name, seed, names, truth, confidence, blocks)
                self.runs.add(line)
                print(f"{task.name} without {variant.key}{which}, seed {seed}: accuracy {line['accuracy']:.3f}, "
                      f"macro-F1 {line['macro_f1']:.3f}, {took['seconds']:.0f} s", flush=True)
        for path in (train, test, out):
            path.unlink()

    def annotate(self, log, model, test, out, labels):
        """Names and confidence of all cells, by label."""
        self.histoglot.run(f"{log}-annotate", "annotate", test, "--model", model, "-o", out, "--min-confidence", 0)
        found = anndata.read_h5ad(out).obs
        suffix = lambda label: f"_{label}" if len(labels) > 1 else ""
        return {label: (found[f"histoglot_label{suffix(label)}"].astype(str).values,
                        found[f"histoglot_confidence{suffix(label)}"].values.astype(float)) for label in labels}

    @staticmethod
    def mixture(model):
        """How alive the prior was in the last epoch of pre-training."""
        last = json.loads((model / "training.jsonl").read_text().splitlines()[-1])
        losses = last["validation"] or last["training"]
        return dict(components=json.loads((model / "config.json").read_text())["configuration"]["components"],
                    in_use=round(last["componentsInUse"], 2), entropy=round(last["responsibilityEntropy"], 3),
                    divergence=round(losses["divergence"], 2), all=round(losses["all"], 4), hidden=round(losses["hidden"], 4))


def main():
    p = argparse.ArgumentParser(prog="tools/measure-ablations", description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--tasks", help="names or beginnings of names, commas between, such as mpfc,osmfish (default: all)")
    p.add_argument("--parts", help="what to leave out, commas between (default: everything in turn; --list shows the names)")
    p.add_argument("--seeds", default="0,1,2", help="of fine-tuning (default: 0,1,2)")
    p.add_argument("--out", type=pathlib.Path, default=pathlib.Path("ablation-output"), help="where models and runs.jsonl go")
    p.add_argument("--data", type=pathlib.Path, required=True, help="the folder with sections/")
    p.add_argument("--histoglot", required=True, help="the program")
    p.add_argument("--document", type=pathlib.Path, help="the file whose tables are written anew, such as docs/experiments.md "
                   "(default: they are printed)")
    p.add_argument("--table-only", action="store_true", help="run nothing, only make the tables")
    p.add_argument("--from-record", type=pathlib.Path, help="first take what another run kept with --save-record")
    p.add_argument("--save-record", type=pathlib.Path, help="at last keep all runs and answers in one small file")
    p.add_argument("--list", action="store_true", help="show tasks and parts, and end")
    a = p.parse_args()
    if a.list:
        print("\n".join([*(fold.name for fold in folds()), "", *(f"{v.key}: {v.name}" for v in VARIANTS)]))
        return
    chosen = [f for f in folds() if not a.tasks or any(f.name.startswith(n) for n in a.tasks.split(","))]
    wanted = a.parts.split(",") if a.parts else [v.key for v in VARIANTS]
    if unknown := [key for key in wanted if key not in [v.key for v in VARIANTS]]:
        sys.exit(f"no parts {', '.join(unknown)}; --list shows those there are")
    a.out.mkdir(parents=True, exist_ok=True)
    if a.from_record:
        print(f"{record.load(a.from_record, a.out)} runs of {a.from_record} were not in {a.out}", flush=True)
    runs, failed = Runs(a.out), 0
    ablations = Ablations(a.histoglot, a.out, a.data, runs)
    for seed in map(int, [] if a.table_only else a.seeds.split(",")):
        for variant in (v for key in wanted for v in VARIANTS if v.key == key):
            for fold in chosen:
                if variant.large and fold.material not in MOUSE_BRAIN:
                    continue
                if all(runs.has(task.name, variant.key, seed) for task in fold.tasks):
                    continue
                try:
                    ablations.run(fold, variant, seed)
                except Exception as error:  # One run's error must not end the others.
                    failed += 1
                    print(f"{fold.name} without {variant.key}, seed {seed} failed: {error}", file=sys.stderr, flush=True)
                    with open(a.out / "errors.log", "a") as out:
                        out.write(f"{fold.name} · {variant.key} · seed {seed}\n{traceback.format_exc()}\n")
    runs = Runs(a.out)  # Another process may have added to it.
    text = ablation_table.text(runs, [(v.key, v.name) for v in VARIANTS])
    if a.document:
        ablation_table.put(text, a.document)
    else:
        print(text)
    if a.save_record:
        record.save(runs, a.save_record)
    if failed:
        sys.exit(f"{failed} runs failed; see {a.out / 'errors.log'}")


if __name__ == "__main__":
    main()
