"""Estimates of hyper-parameters that nobody told: those with which a rule makes the steps seen."""

import numpy as np

from adamtext.teach.examine.candidates import answer
from adamtext.teach.examine.observe import residual
from adamtext.teach.examine.streams import LADDER, streams

#: Betas and eps from which a search starts.
BETAS = [(0.9, 0.999), (0.9, 0.99), (0.9, 0.95), (0.5, 0.999), (0.0, 0.99), (0.8, 0.9)]
EPS = [1e-8, 1e-7, 1e-6, 1e-5, 1e-3, 1e-10, 1e-12, 1e-15]
#: Step sizes, weight decays and limits from which a search starts.
EXTRAS = {"weight_decay": [1e-2, 1e-4, 0.3], "limit": [1.0, 3.0, 10.0]}


def guess_alpha(observation, candidate, values):
    """Return the alpha with which ``candidate`` would move as far as was seen; None if none.

    From the first step that is one, and the difference of two coordinates that go opposite ways,
    which does without what is added to both.
    """
    values = {"alpha": 1e-3} | values
    theirs = answer(candidate.rule, tuple(values.items()), "first")[0]
    ours = observation.paths["first"][0]
    if theirs.shape != ours.shape:
        return None
    for x, y in zip(ours[:, -4:], theirs[:, -4:], strict=True):
        ways = [(x[-1] - x[-2], y[-1] - y[-2]), *zip(x, y, strict=True)]
        for way, other in ways:
            if np.isfinite(way) and np.isfinite(other) and other != 0:
                estimate = values["alpha"] * way / other
                return float(estimate) if 0 < estimate < 1e6 else None
    return None


def misfit(observation, candidate, values, names, last=None, large=False):
    """Return the differences on some streams as one vector, clipped; None where they are NaN.

    With ``large``, those for gradients beside which eps is nothing.
    """
    parts = []
    alpha = values.get("alpha", 1e-3)
    for name in names:
        paths = answer(candidate.rule, tuple(values.items()), name)
        for x, y, theta in zip(observation.paths[name], paths, streams()[name].thetas, strict=True):
            rest = residual(x[:last], y[:last], theta, alpha, "float64")
            if rest is None:
                return None
            if name == "ladder" and (large or observation.dtype != "float64"):
                rest = rest[:, LADDER >= (1 if large else 1e-9)]
            parts.append(np.clip(rest, -10, 10).ravel())
    return np.concatenate(parts)


def forward(name, value):
    """Bring a hyper-parameter to a scale on which a search is easy."""
    if name in ("beta1", "beta2"):
        return np.log(max(1 - value, 1e-12))
    return value if name == "weight_decay" else np.log(max(value, 1e-30))


def back(name, x):
    """Undo :func:`forward`."""
    if name in ("beta1", "beta2"):
        return float(np.clip(1 - np.exp(x), 0, 1 - 1e-9))
    return max(float(x), 0.0) if name == "weight_decay" else float(np.exp(np.clip(x, -69, 69)))


def search(observation, candidate, values, unknown, names, steps=15):
    """Find values of the ``unknown`` hyper-parameters that fit, by least squares from ``values``.

    Levenberg's and Marquardt's method, with differences for derivatives.
    """
    x = np.array([forward(k, values[k]) for k in unknown])

    def at(x):
        return values | {k: back(k, v) for k, v in zip(unknown, x, strict=True)}

    def rest_at(x):
        return misfit(observation, candidate, at(x), names)

    rest, damping = rest_at(x), 1e-3
    if rest is None:
        return None, np.inf
    for _ in range(steps):
        columns = []
        for i in range(len(x)):
            moved = x.copy()
            moved[i] += 1e-6
            there = rest_at(moved)
            columns.append((there - rest) / 1e-6 if there is not None else 0 * rest)
        slope = np.stack(columns, axis=1)
        square = slope.T @ slope
        for _ in range(6):
            damped = square + damping * np.diag(np.diag(square) + 1e-12)
            new = x - np.clip(np.linalg.solve(damped, slope.T @ rest), -3, 3)
            there = rest_at(new)
            if there is not None and there @ there < rest @ rest:
                damping /= 10
                break
            damping *= 10
        else:
            break
        gain = rest @ rest - there @ there
        x, rest = new, there
        if abs(rest).max() < 1e-9 or gain < 1e-14 * (rest @ rest):
            break
    return at(x), float(abs(rest).max())


def starts(observation, candidate, known, unknown):
    """List values from which a search may start, with how badly each fits, the best first."""
    extras = EXTRAS.get(candidate.extra, [None]) if candidate.extra in unknown else [None]

    def tried(beta1, beta2, eps, extra, large=False):
        values = {"beta1": beta1, "beta2": beta2, "eps": eps, candidate.extra: extra}
        values = {k: v for k, v in values.items() if k in unknown and v is not None} | known
        if "alpha" in unknown:
            alpha = guess_alpha(observation, candidate, values)
            if alpha is None:
                return np.inf, values
            values["alpha"] = alpha
        rest = misfit(observation, candidate, values, ["ladder"], 12, large)
        return (np.inf if rest is None else float(np.sqrt(np.mean(rest**2)))), values

    def nearest(grid):
        return sorted((tried(*values) for values in grid), key=lambda pair: pair[0])

    betas = BETAS if {"beta1", "beta2"} & set(unknown) else BETAS[:1]
    all_eps = EPS if "eps" in unknown else EPS[:1]
    grid = nearest((*b, all_eps[0], extras[0], True) for b in betas)
    best = grid[0][1]
    both = best.get("beta1", 0.9), best.get("beta2", 0.999)
    return nearest([(*both, eps, extra) for eps in all_eps for extra in extras] +
                   [(*b, all_eps[0], extras[0]) for b in betas[:2]])  # fmt: skip


def rounded(values, unknown, fits):
    """Round estimates as far as they still fit; ``fits`` tells from values whether they do."""
    for digits in (1, 2, 3, 4, 5, 6, 8):
        new = values | {k: nice(k, values[k], digits) for k in unknown}
        if fits(new):
            return new
    return values if fits(values) else None


def nice(name, value, digits):
    """Round to some digits: a beta by what is missing to 1."""
    if name in ("beta1", "beta2") and value > 0.5:
        return float(f"{1 - float(f'{1 - value:.{digits}g}'):.12g}")
    if name in ("beta1", "beta2") and value < 1e-6:
        return 0.0
    return float(f"{value:.{digits}g}")
