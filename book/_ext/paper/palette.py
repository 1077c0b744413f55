"""The book's colours in light and dark: one list for the pages, the still and the live figures.

Figures are drawn once, on white. From that picture the build makes two drawings, each in the
page's own colours: every colour of the list becomes its partner, and what lies between two of them
(the edges of letters and lines, tints, shades) what lies between the partners.
"""

import functools

import numpy as np

#: What a figure is drawn in (``adamtext.teach.plots``), and what that is in the dark.
PAIRS = {
    "#ffffff": "#14181d",  # paper
    "#000000": "#f4f2ec",
    "#333333": "#e4e2db",  # ink
    "#0072b2": "#5db2e8",  # Adam
    "#d55e00": "#f2914a",  # AdaGrad, and what goes wrong
    "#009e73": "#35c79c",  # RMSProp, bounds
    "#b0508c": "#e08fc0",  # momentum
    "#8a6d00": "#cfae45",  # SGD
}
PAPER = {"light": "#fdfdfb", "dark": PAIRS["#ffffff"]}
GRID = 33  # the table's colours along each side of the cube


def rgb(colour):
    """Return the three parts of "#rrggbb", between 0 and 1.

    >>> rgb("#ff0033").tolist()
    [1.0, 0.0, 0.2]
    """
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def pairs(theme):
    """Return a dict of what is drawn to what is shown in a theme: light differs in its paper."""
    if theme == "dark":
        return PAIRS
    return {colour: colour for colour in PAIRS} | {"#ffffff": PAPER["light"]}


def anchors(theme):
    """Return what the map must do exactly: two arrays of colours, before and after.

    Beside the list's own colours, what a stroke's edge or a tint makes of each of them on paper,
    and of each on ink.
    """
    before = [rgb(colour) for colour in pairs(theme)]
    after = [rgb(colour) for colour in pairs(theme).values()]
    paper, ink = (before[0], after[0]), (before[2], after[2])
    for start in range(2, len(pairs(theme))):
        for share in (0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875):
            before.append(share * before[start] + (1 - share) * paper[0])
            after.append(share * after[start] + (1 - share) * paper[1])
        if start > 2:
            before.append((before[start] + ink[0]) / 2)
            after.append((after[start] + ink[1]) / 2)
    return np.array(before), np.array(after)


def turned(colours, theme):
    """Return a first guess: in the dark, lightness turned over and hue kept."""
    if theme == "light":
        return colours.copy()
    light = colours @ np.array([0.2126, 0.7152, 0.0722])
    paper, ink = rgb(PAIRS["#ffffff"]), rgb(PAIRS["#000000"])
    grey = ink + light[:, None] * (paper - ink)
    return grey + 0.75 * (colours - light[:, None])


def recoloured(colours, theme):
    """Return what colours, an array of shape (n, 3), become in a theme.

    It is the first guess, and what the guess lacks at the anchors, interpolated between them: the
    smooth surface through all of them that is linear along a line.
    """
    before, after = anchors(theme)
    lack = after - turned(before, theme)
    apart = np.linalg.norm(before[:, None] - before, axis=-1)
    weights = np.linalg.solve(apart, lack)
    found = turned(colours, theme)
    for start in range(0, len(colours), 4096):
        part = slice(start, start + 4096)
        near = np.linalg.norm(colours[part, None] - before, axis=-1)
        found[part] += near @ weights
    return np.clip(found, 0, 1)


@functools.cache
def table(theme):
    """Return the map as Pillow's filter, which interpolates in a table."""
    from PIL import ImageFilter

    steps = np.linspace(0, 1, GRID)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    cube = np.stack([red, green, blue], axis=-1).reshape(-1, 3)
    return ImageFilter.Color3DLUT(GRID, recoloured(cube, theme).ravel().tolist())
