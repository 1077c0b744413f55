"""Which hyper-parameters to try next: a grid, then its best point's neighbours, then closer.

A point is a tuple of values in the grid's order. Nothing here runs anything.
"""

import math
from itertools import product

#: Hyper-parameters whose scale is the logarithm of what they lack to 1.
NEAR_ONE = ("momentum", "beta1", "beta2", "rho")
#: Where a search ends by nature. Nothing is below no momentum, and a smaller eps changes nothing.
FLOORS = {"momentum": 0.0, "beta1": 0.0, "beta2": 0.0, "rho": 0.0, "eps": 1e-8}


def next_points(grid, costs, budget, finest=1.4):
    """Return the points that a search tries next; none if it has ended.

    Parameters
    ----------
    grid : dict
        Name -> increasing values.
    costs : dict
        Point -> end value, of the points tried so far.
    budget : int
        How many points may be tried in all.
    finest : float
        Ratio of step sizes below which nothing between them is tried.

    Returns
    -------
    list of tuple
        First all of the grid, then the best point's neighbours, then the points half-way to the
        neighbours along alpha.

    Examples
    --------
    >>> next_points({"alpha": (0.1, 1.0)}, {(0.1,): 3.0, (1.0,): 2.0}, budget=9)
    [(10.0,)]
    """
    first = [point for point in product(*grid.values()) if point not in costs]
    if first:
        return first
    best = min(costs, key=costs.get)
    wanted = [p for p in neighbours(list(grid), costs, best) if p not in costs]
    wanted = wanted or between(list(grid), costs, best, finest)
    return wanted[: max(0, budget - len(costs))]


def neighbours(names, costs, point):
    """Return the points next to ``point`` on each axis: tried ones, or beyond what was tried."""
    found = []
    for i, name in enumerate(names):
        values = sorted({other[i] for other in costs})
        k = values.index(point[i])
        below = values[k - 1] if k else beyond(name, values[0], values[1])
        above = values[k + 1] if k + 1 < len(values) else beyond(name, values[-1], values[-2])
        found += [(*point[:i], v, *point[i + 1 :]) for v in (below, above) if v is not None]
    return found


def beyond(name, last, before):
    """Return the value as far beyond ``last`` as ``before`` is on this side; None at an end.

    >>> beyond("alpha", 1.0, 0.316), beyond("momentum", 0.9, 0.95), beyond("momentum", 0.0, 0.5)
    (3.16, 0.8, None)
    """
    if last <= FLOORS.get(name, 0.0):
        return None
    if name in NEAR_ONE:
        value = 1 - (1 - last) ** 2 / (1 - before)
    else:
        value = last**2 / before
    return max(rounded(name, value), FLOORS.get(name, 0.0))


def between(names, costs, point, finest):
    """Return the points half-way from ``point`` to its neighbours along alpha, if far enough."""
    if "alpha" not in names:
        return []
    i = names.index("alpha")
    # on this line only: others may have been looked at more closely elsewhere
    line = sorted({p[i] for p in costs if p[:i] + p[i + 1 :] == point[:i] + point[i + 1 :]})
    k = line.index(point[i])
    found = []
    for other in (*line[max(0, k - 1) : k], *line[k + 1 : k + 2]):
        if max(other / point[i], point[i] / other) > finest:
            middle = rounded("alpha", math.sqrt(other * point[i]))
            found.append((*point[:i], middle, *point[i + 1 :]))
    return found


def rounded(name, value):
    """Round to three digits, of what is lacking to 1 where that is the scale."""
    if name in NEAR_ONE:
        return round(1 - float(f"{1 - value:.3g}"), 12)
    return float(f"{value:.3g}")
