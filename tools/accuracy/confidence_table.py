"""How far confidence is from being right, what of that is chance, and how far knowing the answers would mend it."""
import numpy as np
from sklearn.isotonic import IsotonicRegression
from scores import calibration_error, short

EXPLAINED = ("By chance alone: the mean error if confidence were exactly right, from so many cells. Of taught categories: of the cells whose "
             "category training has a cell of, where some have none; the others are labelled wrongly whatever is said of them. Folds together: "
             "of the cells of all fields or patients at once, mean over seeds. With hindsight: the mean over folds when the answers themselves "
             "choose what confidence of every fold is mapped by, one monotone function (isotonic regression) or one number.")


def text(runs, groups, linear):
    """A row for each family of tasks; `groups` has our lines and those of each peer."""
    rows = ["| | ECE: Histoglot | by chance alone | of taught categories | folds together | with hindsight | logistic regression, own | "
            "least of any peer | `Unknown` at the default threshold |", "|---|" + "---|" * 8]
    mean = lambda lines, key: np.mean([l[key] for l in lines])
    for family, (ours, peers) in groups.items():
        errors = {method: mean(lines, "ece") for method, lines in peers.items()}
        least = min(errors, key=errors.get, default="")
        answers = [runs.answers(l) for l in ours]
        folds = len({l["task"] for l in ours}) > 1
        cells = [mean(ours, "ece"), by_chance(answers), of_taught(ours, answers) if any(l["untaught"] for l in ours) else None,
                 of_folds_together(ours, answers) if folds else None, with_hindsight(answers) if folds else None, errors.get(linear)]
        rows.append(f"| {family} | " + " | ".join("" if c is None else short(c) for c in cells)
                    + f" | {f'{short(errors[least])} {least}' if least else ''} | {short(mean(ours, 'unknown'))} |")
    return EXPLAINED + "\n\n" + "\n".join(rows)


def said_and_right(answers):
    """Confidence, in steps of 1/255 as the record keeps it, and which cells are labelled rightly."""
    return np.round(255 * answers["confidence"].astype(float)) / 255, (answers["truth"] == answers["predicted"]).astype(float)


def by_chance(folds, draws=20):
    """The mean ECE of folds whose cells are labelled rightly as often as their confidence says: what is left is of finite numbers."""
    chance = np.random.default_rng(0)
    return np.mean([calibration_error(chance.random(len(said)) < said, said) for said, _ in map(said_and_right, folds) for _ in range(draws)])


def of_taught(lines, folds):
    """The mean ECE over the cells whose category training has a cell of."""
    errors = []
    for line, answers in zip(lines, folds):
        taught = ~np.isin(answers["truth"], line["untaught"])
        said, right = said_and_right(answers)
        errors.append(calibration_error(right[taught], said[taught]))
    return np.mean(errors)


def of_folds_together(lines, folds):
    """ECE over the cells of all folds of a seed, the mean over seeds."""
    by_seed = {}
    for line, answers in zip(lines, folds):
        by_seed.setdefault(line["seed"], []).append(said_and_right(answers))
    joined = [[np.concatenate(part) for part in zip(*parts)] for parts in by_seed.values()]
    return np.mean([calibration_error(right, said) for said, right in joined])


def with_hindsight(folds):
    """The mean ECE of folds under the better of two maps that are fitted on all their answers, each fold weighing alike."""
    said, right = zip(*map(said_and_right, folds))
    weights = np.concatenate([np.full(len(r), 1 / len(r)) for r in right])
    monotone = IsotonicRegression(out_of_bounds="clip").fit(np.concatenate(said), np.concatenate(right), weights)
    number = np.mean([r.mean() for r in right])
    return min(np.mean([calibration_error(r, mapped(s)) for s, r in zip(said, right)])
               for mapped in (monotone.predict, lambda s: np.full(len(s), number)))
