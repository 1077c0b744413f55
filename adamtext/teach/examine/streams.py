"""The gradients that an optimiser is examined with.

All numbers are float32 numbers, so that rules which work in float32 are given the same.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

#: Scales of the coordinates of the first stream, from far below eps to far above.
LADDER = 10.0 ** np.arange(-11, 4)
#: The last step that is looked at.
LAST_STEP = 1000
#: The step after which gradients grow loud.
LOUD = 980


class Stream(NamedTuple):
    """Arrays where they start, and the gradients of each at each step; None for none."""

    thetas: list
    gradients: list


def single(theta, gradients):
    """Return a stream for one array."""
    return Stream([rounded(theta)], [[rounded(g)] for g in gradients])


def rounded(x):
    """Round to float32, and return float64."""
    return np.asarray(x, np.float32).astype(float)


@lru_cache(maxsize=1)
def normal():
    """Return fixed noise of shape (60, 15): nothing near zero, and the first row of -1 and 1."""
    noise = np.random.default_rng(1412).normal(size=(60, len(LADDER)))
    noise = np.sign(noise) * (abs(noise) + 0.1)
    noise[0] = np.where(np.arange(len(LADDER)) % 2, 1, -1)
    return noise


@lru_cache(maxsize=1)
def streams():
    """Return the streams by name; the first shows most, and is short."""
    noise = normal()
    return {
        "ladder": single(np.zeros(len(LADDER)), noise[:40] * LADDER),
        "weights": single([2.0, -3.0, 0.5, 7.0], noise[:12, :4] * [0, 0, 1, 1e-2]),
        "matrix": single(
            np.linspace(-7, 7, 15).reshape(5, 3), noise[20:32].reshape(12, 5, 3) * [1, 1e-2, 10]
        ),
        "sparse": single(np.zeros(3), sparse()),
        "long": single(np.zeros(4), long()),
    }


def sparse():
    """Gradients with zeros, at the start and between, of shape (40, 3)."""
    g = np.zeros((40, 3))
    g[0, 0] = g[10, 1] = 1
    g[::7, 2] = normal()[:6, 1]
    return g


def layers():
    """Three arrays in one optimiser; the last has a gradient at each third step only."""
    noise = normal()
    return Stream(
        [np.zeros(3), np.zeros((2, 3)), np.zeros(2)],
        [
            [
                rounded(g[:3]),
                rounded(g[3:9].reshape(2, 3)),
                rounded(g[9:11]) if t % 3 == 0 else None,
            ]
            for t, g in enumerate(noise[:12])
        ],
    )


def long():
    """Gradients of shape (1000, 4): constant; noise; quiet and then loud, late and early.

    Loud ones after quiet ones make the longest steps.
    """
    t = np.arange(LAST_STEP)
    late, early = (
        np.where(t < start, 1e-3, np.where(t < start + 12, 1, 1e-2)) for start in (LOUD, 300)
    )
    noise = np.resize(normal()[:, 2], LAST_STEP)
    return np.stack([np.ones(LAST_STEP), noise, late, -early], axis=1)
