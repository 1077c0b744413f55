"""The race on the title page: three rules in a bent valley, computed by ``adamtext``.

What stands here is the still picture. ``race.js`` draws the same, and again when a reader changes
something; a test compares the two.
"""

import numpy as np

from adamtext import adam, run, sgd
from adamtext.teach.live.race import LEVELS, cost, level_line, slope

START, STEPS = (-2.1, 1.75), 100
RULES = {
    "SGD": sgd(0.12),
    "momentum": sgd(0.05, momentum=0.9),
    "Adam": adam(0.1),
}

UNIT, LEFT, TOP, WIDTH, HEIGHT = 150, 430, 400, 860, 560  # pixels: of one, of (0, 0), of all
GAP = 26  # between two names


def paths():
    """Return where each rule has been: a dict of name to an array of shape (STEPS + 1, 2)."""
    return {name: run(rule, slope, START, STEPS).theta for name, rule in RULES.items()}


def on_screen(points):
    """Return points in pixels, to a tenth."""
    return np.round(np.array([LEFT, TOP]) + UNIT * np.asarray(points) * [1, -1], 1)


def drawn(points):
    """Return points as an SVG path.

    >>> drawn([(0, 0), (0.5, 1)])
    'M430,400L505,250'
    """
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in on_screen(points))


def contour(level):
    """Return one level line, as an SVG path."""
    there, back = np.split(level_line(level), 2)
    return drawn(np.concatenate([there, back[1:-1]])) + "Z"


def heights(ends):
    """Return the heights of names beside their ends, GAP apart: dicts of name to pixels."""
    ordered, found, least = sorted(ends, key=ends.get), {}, -np.inf
    for name in ordered:
        found[name] = max(ends[name], least)
        least = found[name] + GAP
    return found


def words(found):
    """Say what came of it: the cost at the start and at each end.

    >>> words({"Adam": np.array([[0.0, 0.0], [1.7, 0.578]])})
    'Cost at the start 0.38; after 100 steps Adam 0.00.'
    """
    ends = ", ".join(f"{name} {cost(path[-1]):.2f}" for name, path in found.items())
    first = cost(next(iter(found.values()))[0])
    return f"Cost at the start {first:.2f}; after {STEPS} steps {ends}."


def picture():
    """Return the race as SVG."""
    found = paths()
    ends = {name: on_screen(path[-1]) for name, path in found.items()}
    names = heights({name: end[1] for name, end in ends.items()})
    x, y = on_screen(START)
    lines = [
        f'<svg class="race" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        'role="group" aria-label="Three paths from one start down a bent valley, to its lowest '
        'point at the right: SGD, momentum and Adam, a dot for each step.">',
        "<defs>",
        '<linearGradient id="fade"><stop offset="0" stop-color="#000"/>'
        '<stop offset="0.16" stop-color="#fff"/><stop offset="0.9" stop-color="#fff"/>'
        '<stop offset="1" stop-color="#000"/></linearGradient>',
        f'<mask id="edge"><rect width="{WIDTH}" height="{HEIGHT}" fill="url(#fade)"/></mask>',
        *(
            f'<marker id="step-{name}" class="{name}" viewBox="-3 -3 6 6" markerWidth="5" '
            'markerHeight="5" markerUnits="userSpaceOnUse"><circle r="2.4"/></marker>'
            for name in found
        ),
        "</defs>",
        '<g class="terrain" mask="url(#edge)" aria-hidden="true">',
        *(f'<path d="{contour(level)}"/>' for level in LEVELS),
        "</g>",
    ]
    for name, path in found.items():
        (right, low), marker = ends[name], f"url(#step-{name})"
        lines += [
            f'<g class="{name}" aria-hidden="true">',
            f'<path d="{drawn(path)}" marker-mid="{marker}" marker-start="{marker}"/>',
            f'<circle cx="{right:g}" cy="{low:g}" r="5"/>',
            f'<text x="{right + 12:g}" y="{names[name] + 5:g}">{name}</text>',
            "</g>",
        ]
    lines += [
        f'<g class="start" transform="translate({x:g} {y:g})">',
        '<circle r="22" class="grip"/><circle r="8"/><text x="16" y="-10">start</text>',
        "</g>",
        "</svg>",
    ]
    return "\n".join(lines)
