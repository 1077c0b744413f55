"""Tune descent on the bigram model, and on what its controls change; write one JSON file.

Use it as `python -m tools.measure_bigrams`: about an hour on one core. There is no noise here and
nothing to generalise to, so each contestant is tuned on the very cost that it is judged by, with
the search and the budget of `adamtext.lab.races`. The end value is that of `adamtext.lab.judging`:
the geometric mean of the excess over the last tenth of the steps.
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
from adamtext.lab.results import RECORDED, write_record
from adamtext.lab.rules import signum
from adamtext.lab.threads import one_thread
from adamtext.lab.where import where

SIZE, STEPS, BUDGET, FINEST, FLOOR = 800, 100, 30, 1.1, 1e-9
MOMENTA = {"momentum": (0.9, 0.95, 0.98)}
SGD = {"alpha": (100.0, 316.0, 1000.0)}
RULES = {
    "SGD": (sgd, SGD),
    "SGD-Nesterov": (partial(sgd, nesterov=True), SGD | MOMENTA),
    "Adam": (adam, {"alpha": (0.1, 0.316, 1.0), "beta1": (0.8, 0.9, 0.95)}),
    "signs": (signum, {"alpha": (0.0316, 0.1, 0.316), "momentum": (0.0, 0.5, 0.9)}),
}
# name -> (power of the frequency of the word before, and of the word after)
RESCALED = {"before": (1, 0), "after": (0, 1), "both": (1, 1), "roots of both": (0.5, 0.5)}


def search(model, make, grid, steps, parts=None, by=1.0):
    """Tune one contestant; say what was found."""
    costs, curves = {}, {}
    while points := next_points(grid, costs, BUDGET, FINEST):
        for point in points:
            rule = make(**dict(zip(grid, point, strict=True)))
            scores, excess = descend(model, rule, steps, by)
            late = np.maximum(excess[-last_passes(steps) :], FLOOR)
            costs[point], curves[point] = float(np.exp(np.log(late).mean())), excess
            if parts is not None and costs[point] == min(costs.values()):
                quarter = model.parts(scores, parts)
    best = min(costs, key=costs.get)
    tried_all = all(point in costs for point in neighbours(list(grid), costs, best))
    kept = curves[best][:: max(1, steps // 50)]
    found = {
        "best": dict(zip(grid, best, strict=True)),
        "tried": len(costs),
        "inside": tried_all,
        "end": float(f"{costs[best]:.4g}"),
        "excess": [float(f"{x:.4g}") for x in kept],
    }
    return (
        found
        if parts is None
        else found | {"quarters": [[float(f"{x:.4g}") for x in row] for row in quarter]}
    )


def frequencies(ids, size):
    """Count how often each word comes before another, and after; never counts as once."""
    return [np.maximum(np.bincount(part, minlength=size), 1) for part in (ids[:-1], ids[1:])]


def factors(ids, size, before, after):
    """Return for each score the frequencies of its two words to minus these powers."""
    n, m = (each / (len(ids) - 1) for each in frequencies(ids, size))
    return n[:, None] ** -before * m[None, :] ** -after


def searches():
    """Yield (key, function that searches); keys are tuples of words."""
    whole = words.read(SIZE).ids
    quarter = words.quarters(np.bincount(whole, minlength=SIZE))
    texts = {"whole": whole} | {
        f"fifth {i + 1}": part for i, part in enumerate(np.array_split(whole, 5))
    }

    def tuned(name, model, steps=STEPS, alphas=None, **more):
        make, grid = RULES[name]
        grid = grid | ({"alpha": alphas} if alphas else {})
        return partial(search, model, make, grid, steps, **more)

    for text, ids in texts.items():
        even = words.evened(ids, SIZE, seed=1412)
        names = {"text": (ids, ids), "even before": (even, ids), "even after": (ids, even)}
        names["even"] = even, even
        for case, (before, after) in names.items():
            model = bigrams(words.pairs(before[:-1], after[1:], SIZE))
            for name in RULES if case == "text" else ("SGD-Nesterov", "Adam"):
                alphas = (316.0, 1000.0, 3160.0) if "even" in case and name != "Adam" else None
                group = quarter if case == "text" else None
                yield (text, case, name), tuned(name, model, alphas=alphas, parts=group)
        model = bigrams(words.pairs(ids[:-1], ids[1:], SIZE))
        for case, powers in RESCALED.items():
            by = factors(ids, SIZE, *powers)
            middle = 3 * 30.0 ** (1 - sum(powers))
            alphas = tuple(float(f"{middle * x:.3g}") for x in (0.316, 1, 3.16))
            pair = text, f"rescaled, {case}", "SGD-Nesterov"
            yield pair, tuned("SGD-Nesterov", model, alphas=alphas, by=by)
    model = bigrams(words.pairs(whole[:-1], whole[1:], SIZE))
    for steps in (30, 300):
        for name in RULES:
            yield (f"{steps} steps", "text", name), tuned(name, model, steps)
    for size in (50, 100, 200, 400, 1600):
        ids = words.read(size).ids
        model = bigrams(words.pairs(ids[:-1], ids[1:], size))
        for name in ("SGD-Nesterov", "Adam"):
            yield (f"{size} words", "text", name), tuned(name, model)


def carried(results):
    """End values on each fifth of the text with what was best on the whole of it."""
    whole = words.read(SIZE).ids
    models = [bigrams(words.pairs(ids[:-1], ids[1:], SIZE)) for ids in np.array_split(whole, 5)]
    ends = {}
    for name, (make, _) in RULES.items():
        rule = make(**results["whole, text, " + name]["best"])
        ends[name] = [float(f"{descend(model, rule, STEPS)[1][-1]:.4g}") for model in models]
    return ends


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--to", default=RECORDED, type=Path, help="folder of the JSON file")
    folder = parser.parse_args(argv).to
    with one_thread():
        results = {", ".join(key): find() for key, find in tqdm(list(searches()))}
        content = {
            "figure": "bigrams",
            "size": "full",
            "command": "python -m tools.measure_bigrams",
            "where": where("cpu"),
            "words": SIZE,
            "steps": STEPS,
            "budget": BUDGET,
            "results": results,
            "carried": carried(results),
        }
    write_record(folder / "bigrams-full.json", content)


if __name__ == "__main__":
    main()
