"""Tune descent on the bigram model, and on what its controls change; write one JSON file.

Use it as `python -m tools.measure_bigrams`: about half an hour on one core. It writes after each
search, and goes on where it was interrupted. There is no noise here and nothing to generalise to,
so each contestant is tuned on the very cost that it is judged by, with the search and the budget
of `adamtext.lab.races`. The end value is that of `adamtext.lab.judging`: the geometric mean of the
excess over the last tenth of the steps. What is to hold in general is measured on each fifth of
the text, tuned there anew.
"""

import argparse
from functools import partial
from pathlib import Path

import numpy as np
from tqdm import tqdm

from adamtext import adam, sgd
from adamtext.lab import words
from adamtext.lab.bigrams import bigrams, descend
from adamtext.lab.judging import last_passes
from adamtext.lab.races import neighbours, next_points
from adamtext.lab.results import RECORDED, read_record, write_record
from adamtext.lab.rules import signum
from adamtext.lab.threads import one_thread
from adamtext.lab.where import where

SIZE, STEPS, BUDGET, FINEST, FLOOR = 800, 100, 16, 1.4, 1e-9
nesterov = partial(sgd, nesterov=True)


def shrinking(rule, steps):
    """Return ``rule`` with an alpha that shrinks in equal amounts, from alpha to nearly nothing."""
    return lambda alpha, **more: rule(lambda t: alpha * (1 - (t - 1) / steps), **more)


SGD = {"alpha": (31.6, 100.0, 316.0), "momentum": (0.9, 0.95)}
SIGNS = {"alpha": (0.1, 0.316, 1.0), "momentum": (0.0, 0.5)}
RULES = {  # name -> (what makes the rule, for a number of steps, its grid)
    "SGD": (lambda steps: sgd, {"alpha": (100.0, 316.0, 1000.0)}),
    "SGD-Nesterov": (lambda steps: nesterov, SGD),
    "Adam": (lambda steps: adam, {"alpha": (0.316, 1.0, 3.16), "beta1": (0.8, 0.9)}),
    "signs": (lambda steps: signum, SIGNS),
    "signs, shrinking": (partial(shrinking, signum), SIGNS),
    "SGD-Nesterov, shrinking": (partial(shrinking, nesterov), SGD),
}
ALPHAS = [31.6, 56.2, 100.0, 178.0, 316.0, 562.0, 1000.0]
EVEN = {"even before": (True, False), "even after": (False, True), "even": (True, True)}
# name -> (power of the frequency of the word before, of the word after, middle of the grid)
RESCALED = {"before": (1, 0, 3.0), "roots of both": (0.5, 0.5, 3.0)}


def search(model, name, steps, by=1.0, alphas=None, group=None):
    """Tune one contestant; say what was found, with ``group`` also for which words."""
    make, grid = RULES[name]
    grid = grid | ({"alpha": alphas} if alphas else {})
    costs, lowest = {}, None
    while points := next_points(grid, costs, BUDGET, FINEST):
        for point in points:
            rule = make(steps)(**dict(zip(grid, point, strict=True)))
            scores, excess = descend(model, rule, steps, by)
            late = np.maximum(excess[-last_passes(steps) :], FLOOR)
            costs[point] = float(np.exp(np.log(late).mean()))
            if lowest is None or costs[point] < lowest[0]:
                lowest = costs[point], scores, excess
    best = min(costs, key=costs.get)
    found = {
        "best": dict(zip(grid, best, strict=True)),
        "tried": len(costs),
        "inside": all(point in costs for point in neighbours(list(grid), costs, best)),
        "end": short(costs[best]),
        "excess": [short(x) for x in lowest[2][:: max(1, steps // 50)]],
    }
    return found if group is None else found | by_words(model, lowest[1], group)


def survey(model, group):
    """Say what SGD without momentum leaves in each quarter of the words before, by step size."""
    quarters = []
    for alpha in ALPHAS:
        scores, excess = descend(model, sgd(alpha), STEPS)
        quarters.append(
            by_words(model, scores, group)["before"] if np.isfinite(excess[-1]) else None
        )
    return {"alphas": ALPHAS, "before": quarters}


def by_words(model, scores, group):
    """Mean excess over pairs by the quarter of either word, and how it depends on frequency."""
    mass = np.eye(4)[group].T @ model.shares @ np.eye(4)[group]
    parts = model.parts(scores, group) * mass
    rows, before = model.rows(scores), model.shares.sum(axis=1)
    seen = rows > 1e-12  # the rest is rounding, or never occurs
    slope, _ = np.polyfit(np.log(before[seen]), np.log(rows[seen]), 1)
    return {
        "before": [short(x) for x in parts.sum(axis=1) / mass.sum(axis=1)],
        "after": [short(x) for x in parts.sum(axis=0) / mass.sum(axis=0)],
        "slope": short(slope),
    }


def short(x):
    return float(f"{x:.4g}")


def factors(ids, size, before, after):
    """Return for each score the frequencies of its two words to minus these powers.

    A word that never comes before another, or never after, counts as if it did once.
    """
    n, m = (np.maximum(np.bincount(part, minlength=size), 1) for part in (ids[:-1], ids[1:]))
    share = 1 / (len(ids) - 1)
    return (n * share)[:, None] ** -before * (m * share)[None, :] ** -after


def searches():
    """Yield (key, function that searches); a key is (text, case, contestant)."""
    whole = words.read(SIZE).ids
    group = words.quarters(np.bincount(whole, minlength=SIZE))
    fifths = {f"fifth {i + 1}": part for i, part in enumerate(np.array_split(whole, 5))}

    def model(before, after):
        return bigrams(words.pairs(before[:-1], after[1:], SIZE))

    def rescaled(text, ids, case):
        before, after, middle = RESCALED[case]
        alphas = tuple(short(middle * x) for x in (0.316, 1, 3.16))
        by = factors(ids, SIZE, before, after)
        more = {"by": by, "alphas": alphas, "group": group}
        return (text, f"rescaled, {case}", "SGD-Nesterov"), partial(
            search, model(ids, ids), "SGD-Nesterov", STEPS, **more
        )

    for text, ids in ({"whole": whole} | fifths).items():
        for name in RULES:
            yield (text, "text", name), partial(search, model(ids, ids), name, STEPS, group=group)
        yield (text, "step sizes", "SGD"), partial(survey, model(ids, ids), group)
    yield rescaled("whole", whole, "roots of both")
    for case, which in EVEN.items():
        for text, ids in fifths.items():
            named = [words.evened(ids, SIZE, seed=1412) if even else ids for even in which]
            for name, alphas in (("SGD-Nesterov", (316.0, 1000.0, 3160.0)), ("Adam", None)):
                yield (
                    (text, case, name),
                    partial(search, model(*named), name, STEPS, alphas=alphas),
                )
    for case in RESCALED:
        for text, ids in fifths.items():
            yield rescaled(text, ids, case)
    for steps in (30, 300):
        for name in ("SGD-Nesterov", "Adam"):
            yield (
                (f"{steps} steps", "text", name),
                partial(search, model(whole, whole), name, steps, group=group),
            )


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--to", default=RECORDED, type=Path, help="folder of the JSON file")
    path = parser.parse_args(argv).to / "bigrams-full.json"
    settings = {"words": SIZE, "steps": STEPS, "budget": BUDGET, "finest": FINEST}
    content = {
        "figure": "bigrams",
        "size": "full",
        "command": "python -m tools.measure_bigrams",
        "where": where("cpu"),
        **settings,
        "results": {},
    }
    if path.exists():
        before = read_record(path)
        if {key: before.get(key) for key in settings} != settings:
            parser.error(f"{path} has other settings: move it, or measure into another folder")
        content["results"] = before["results"]
    with one_thread():
        for key, find in tqdm(list(searches())):
            if (key := ", ".join(key)) not in content["results"]:
                content["results"][key] = find()
                write_record(path, content)


if __name__ == "__main__":
    main()
