"""Mixed precision and weight decay: what judges the exercises of chapter 15."""

import numpy as np

from adamtext.bounds import uncorrected_ratio
from adamtext.teach.exercises.kinds import Function, Number


def _longest_after(s):
    """Return the longest step of (15.1), in alpha, after the scale has grown by ``s``."""
    k = np.arange(1, 5000)
    return max((s - (s - 1) * 0.9**k) / np.sqrt(s**2 - (s**2 - 1) * 0.999**k))


def _left(alphas, lam):
    """Return the share of the start that AdamW's weights still have: exercise 6."""
    return np.prod(1 - np.asarray(alphas) * lam)


def _schedules():
    rng = np.random.default_rng(15)
    return [(rng.uniform(0, 0.3, size=n), lam) for n in (1, 5, 40) for lam in (0.1, 2.0)]


def _steps(scaled, scales, undo=True, skip=True, count=False):
    """Return where Adam is after each turn, from zero: exercise 7.

    Parameters
    ----------
    undo, skip, count : bool
        Whether the scale is undone, an infinite turn skipped, and a skipped one counted.
    """
    theta = m = v = 0.0
    t, path = 0, []
    for g, scale in zip(scaled, scales, strict=True):
        if np.isfinite(g) or not skip:
            t += 1
            g = g / scale if undo else g
            with np.errstate(all="ignore"):
                m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
                root = np.sqrt(v / (1 - 0.999**t))
                theta = theta - m / (1 - 0.9**t) / (root + 1e-8)
        elif count:
            t += 1
        path.append(theta)
    return np.array(path)


def _as_zero(scaled, scales):
    return _steps(np.where(np.isfinite(scaled), scaled, 0.0), scales)


def _turns():
    rng, found = np.random.default_rng(15), []
    for n, infinite in ((1, []), (12, [0, 4]), (12, []), (40, [7])):
        scales = 2.0 ** rng.integers(8, 17, size=n)
        scaled = rng.normal(size=n) * scales
        scaled[infinite] = np.inf
        found.append((scaled, scales))
    return found


EXERCISES = [
    Number(
        _longest_after(4.0),
        {
            4.0: "That is so while v has not noticed at all and m is new already.",
            1.0: "Adam does not care about a constant factor. This one has just changed.",
            _longest_after(2.0): "That is for the usual factor, 2.",
            uncorrected_ratio(0.9, 0.999, 12): "That is for a factor without end.",
        },
        rel=0.005,
    ),
    Number(
        (1, 3, 1.5, 2.4),
        {
            (1.5, 2.4, 1.5, 2.4): "For AdamW you took its decay for a penalty.",
            (3, 3, 1.5, 2.4): "AdamW has a wall. Where?",
            (1, 4, 1.5, 2.4): "A wall stops what comes to it. What does not come so far?",
            (1, 3, 1, 3): "A penalty pulls always, not only from a wall on.",
        },
    ),
    Number(
        1 / 512 / 0.001,
        {
            1 / 256 / 0.001: "From there on every weight decays. Some do before.",
            1 / 512: "That is alpha times what is asked for.",
            512: "That is the time constant in steps.",
            1 / 128 / 0.001: "That is a whole distance between neighbours. Half of it decides.",
        },
    ),
    Number(
        (8, 10, 15),
        {
            (10, 10, 15): "Does a skipped step raise Adam's t?",
            (8, 8, 15): "Nobody tells the scheduler that a step was skipped.",
            (8, 10, 16): "After an overflow the count of clean turns starts afresh.",
            (8, 10, 14): "Two overflows, but three clean turns have come before the first.",
        },
        rel=0.001,
    ),
    Number(
        (2, 1 / 2),
        {
            (2, 1): "No alpha stands in the box. But something in it has changed.",
            (1 / 2, 2): "The wrong way round: with shorter steps the clock runs slower.",
            (2, 2): "Does a stronger decay make the box wider?",
            (1, 1): "The step sizes sum to half of what they did.",
        },
    ),
    Function(
        _left,
        [
            (
                lambda alphas, lam: np.exp(-lam * np.sum(alphas)),
                "That is the limit of short steps. Here it is asked exactly.",
            ),
            (
                lambda alphas, lam: 1 - lam * np.sum(alphas),
                "Each step takes its share of what is left, not of the start.",
            ),
            (
                lambda alphas, lam: (1 - lam * np.mean(alphas)) ** len(alphas),
                "That is so for a constant step size.",
            ),
            (
                lambda alphas, lam: np.prod(1 - np.asarray(alphas)) ** lam,
                "The decay is a factor in each step, not a power.",
            ),
        ],
        _schedules,
    ),
    Function(
        _steps,
        [
            (
                lambda *case: _steps(*case, undo=False),
                "The scale is left in, and it changes.",
            ),
            (
                lambda *case: _steps(*case, count=True),
                "A turn that is skipped must not raise t.",
            ),
            (
                lambda *case: _steps(*case, skip=False),
                "One infinity, and everything after it is lost.",
            ),
            (_as_zero, "A step with a gradient of zero is a step: m and v decay."),
        ],
        _turns,
    ),
]
