"""Runs what has not run yet: every task × seed × method, a JSON line each; then the table. Started by tools/benchmark-accuracy."""
import argparse, pathlib, resource, sys, time, traceback
from sklearn.metrics import roc_auc_score
import confidence_curve, features, record, splits, table, tasks
from histoglot_method import Histoglot
from peers_celltypist import CellTypist
from peers_simple import Coordinates, Simple
from runs import Runs
from scores import scores

SIMPLE = ["logistic regression", "logistic regression (C .03)", "network", "forest", "15 nearest"]

# Whose confidence is asked to find cells of a class that was left out.
FINDS_UNKNOWN = {"cell_type": ("simple", "celltypist", "histoglot"), "region": ("rings", "histoglot")}


def suites(program, out, celltypist_python):
    """What runs together, by the name that --methods takes. Settings stand where the methods are."""
    from peers_graph import Graph
    return {
        "simple": Simple(SIMPLE),
        "neighbours": Simple(SIMPLE, features.around, ", own + neighbours"),
        "rings": Simple(SIMPLE[:2], features.rings, ", own + rings"),
        "trees": Simple(["boosted trees"]),
        "coordinates": Coordinates(),
        "sage": Graph("GraphSAGE"),
        "attention": Graph("neighbour attention"),
        "celltypist": CellTypist(celltypist_python),
        "histoglot": Histoglot(program, out),
        "context-off": Histoglot(program, out, without="context"),
        "without-places": Histoglot(program, out, places=False),
    }


def cpu():
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def run(task, suite, seed, runs, data):
    split = splits.split(task, data, seed)
    if suite.needs_places and (split.train.places is None or split.test.places is None):
        return
    blocks = splits.blocks(split.test.places, split.test.sections)[split.scored]
    truth = split.truth[split.scored].astype(str)
    began, spent = time.time(), cpu()
    answers = suite.answers(task, split, seed)
    took = dict(seconds=time.time() - began, cpu_seconds=cpu() - spent)
    for method, (predicted, confidence, more) in answers.items():
        if runs.has(task.name, method, seed):
            continue
        predicted, confidence = predicted[split.scored], confidence[split.scored]
        more = dict(more)
        novelty, is_unknown = more.pop("novelty", None), more.pop("is_unknown", None)
        line = dict(task=task.name, family=task.family, group=task.group, method=method, seed=seed, cells=len(truth),
                    untaught=sorted(set(truth) - set(split.train.labels.astype(str))))
        line |= scores(truth, predicted, confidence) | took | more
        if task.left_out:
            line["auroc"] = round(float(roc_auc_score(truth == task.left_out, -confidence)), 4)
            if novelty is not None:
                line["auroc_novelty"] = round(float(roc_auc_score(truth == task.left_out, novelty[split.scored])), 4)
        if is_unknown is not None:
            line["unknown"] = round(float(is_unknown[split.scored].mean()), 4)
            if task.left_out:
                for name, cells in (("left_out", truth == task.left_out), ("known", truth != task.left_out)):
                    line[f"unknown_of_{name}"] = round(float(is_unknown[split.scored][cells].mean()), 4)
        line |= {k: round(line[k], 2) for k in took}
        line["predictions"] = runs.save_answers(task.name, method, seed, predicted, truth, confidence, blocks)
        runs.add(line)
        print(f"{task.name} · {method} · seed {seed}: accuracy {line['accuracy']:.3f}, macro-F1 {line['macro_f1']:.3f}, {line['seconds']:.0f} s", flush=True)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--tasks", help="names or beginnings of names, commas between (default: all)")
    p.add_argument("--methods", help="suites, commas between (default: all but without-places)")
    p.add_argument("--seeds", default="0,1,2")
    p.add_argument("--out", type=pathlib.Path, required=True)
    p.add_argument("--data", type=pathlib.Path, required=True)
    p.add_argument("--histoglot", required=True)
    p.add_argument("--celltypist-python", required=True)
    p.add_argument("--table-only", action="store_true")
    p.add_argument("--from-record", type=pathlib.Path, help="first take what another run kept with --save-record")
    p.add_argument("--save-record", type=pathlib.Path, help="at last keep all runs and answers in one small file")
    p.add_argument("--list", action="store_true")
    p.add_argument("--document", type=pathlib.Path, default=pathlib.Path("docs/benchmarks.md"))
    a = p.parse_args()
    chosen = [t for t in tasks.all_tasks() if not a.tasks or any(t.name.startswith(n) for n in a.tasks.split(","))]
    if a.list:
        print("\n".join(f"{t.name}: {t.family}" for t in chosen))
        return
    if a.from_record:
        print(f"{record.load(a.from_record, a.out)} runs of {a.from_record} were not in {a.out}", flush=True)
    runs, failed = Runs(a.out), 0
    if not a.table_only:
        have = suites(a.histoglot, a.out, a.celltypist_python)
        wanted = a.methods.split(",") if a.methods else [name for name in have if name != "without-places"]
        if unknown := [name for name in wanted if name not in have]:
            sys.exit(f"no methods {', '.join(unknown)}; there are {', '.join(have)}")
        for seed in map(int, a.seeds.split(",")):
            for name in wanted:
                for task in chosen:
                    if task.left_out and name not in FINDS_UNKNOWN[task.label]:
                        continue
                    if all(runs.has(task.name, m, seed) for m in have[name].methods):
                        continue
                    try:
                        run(task, have[name], seed, runs, a.data)
                    except Exception as error:  # One run's error must not end the others.
                        failed += 1
                        print(f"{task.name} · {name} · seed {seed} failed: {error}", file=sys.stderr, flush=True)
                        with open(a.out / "errors.log", "a") as out:
                            out.write(f"{task.name} · {name} · seed {seed}\n{traceback.format_exc()}\n")
    runs = Runs(a.out)  # Another process may have added to it.
    table.write(runs, a.document)
    confidence_curve.draw(runs, "Histoglot", a.document.parent / "images/coverage.png")
    if a.save_record:
        record.save(runs, a.save_record)
    if failed:
        sys.exit(f"{failed} runs failed; see {a.out / 'errors.log'}")


main()
