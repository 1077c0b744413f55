"""A neural network: what judges the exercises of chapter 7."""

from itertools import pairwise
from math import log, log1p

import numpy as np

from adamtext.teach.exercises.kinds import Function, Number


def _count(*sizes, biases=True):
    """Return how many parameters a network of such layers has."""
    return sum(inputs * outputs + biases * outputs for inputs, outputs in pairwise(sizes))


def _cost(score):
    return log1p(np.exp(-score))


_SMALL = 784, 500, 500, 10
_PAPERS = 784, 1000, 1000, 10
_BASIS = 24 * 3 * 4 * _count(*_PAPERS) / 1e9
# weights are drawn from N(0, 1/n), n inputs: the mean of a layer's squares is its outputs
_PENALTY = 1e-4 / 2 * sum(_PAPERS[1:])


def _slope(weight, z):
    """Return the derivative of (z weight - 3)^2/2."""
    return z * (z * weight - 3)


def _curvature(first, second):
    """Return the curvature that two slopes tell, at 1 and 1.1, with units kept as given."""
    return (_slope(1.1, second) - _slope(1.0, first)) / 0.1


def _gradient(x, weights, offsets, w):
    """Return the gradient by the weights of the first layer: the solution of exercise 6."""
    return np.outer(x, w * (x @ weights + offsets > 0))


def _cases():
    rng = np.random.default_rng(7)
    return [
        (rng.normal(size=n), rng.normal(size=(n, k)), rng.normal(size=k), rng.normal(size=k))
        for n, k in ((1, 6), (3, 5), (4, 4))
    ]


EXERCISES = [
    Number(
        2 * _count(*_SMALL),
        {
            _count(*_SMALL): "That is one vector. Adam has two averages.",
            2 * _count(*_SMALL, biases=False): "The offsets are parameters, too.",
            3 * _count(*_SMALL): "That counts theta, which every rule has.",
        },
        rel=1e-5,
    ),
    Number(
        ((_cost(0) + _cost(4)) / 2, _cost(2)),
        {
            (_cost(2), _cost(2)): "Their mean score is the same. The cost is bent between.",
            (_cost(2), (_cost(0) + _cost(4)) / 2): "The two are the wrong way round.",
            (log(2), _cost(2)): "That is with the unit always dropped: it is there half the time.",
        },
    ),
    Number(
        _BASIS,
        {
            2 * _BASIS: "That is in double precision.",
            _BASIS / 3: "SFO keeps three vectors for each minibatch.",
            2 * 4 * _count(*_PAPERS) / 1e9: "That is Adam's m and v.",
        },
    ),
    Number(
        _PENALTY,
        {
            2 * _PENALTY: "The penalty has a half in front.",
            1e-4 / 2 * _count(*_PAPERS, biases=False): "That takes every weight to be 1.",
            1e-4
            / 2
            * sum(_PAPERS[:-1]): "The variance is 1 over a layer's inputs, not its outputs.",
        },
    ),
    Number(
        (_curvature(2, 0), _curvature(0, 2), 2.0),
        {
            (_curvature(2, 2), _curvature(0, 0), 2.0): "That is with the unit kept. It is redrawn.",
            (_curvature(2, 0), _curvature(2, 0), 2.0): "The order of the two draws matters.",
            (_curvature(2, 0), _curvature(0, 2), 4.0): "Half of the time the unit is not there.",
        },
    ),
    Function(
        _gradient,
        [
            (
                lambda x, weights, offsets, w: np.outer(x, w),
                "That is without the ReLU: a unit that is off passes nothing back.",
            ),
            (
                lambda x, weights, offsets, w: np.outer(
                    x, w * np.maximum(0, x @ weights + offsets)
                ),
                "What a unit passes back does not depend on how far it is on, only on whether.",
            ),
            (
                lambda x, weights, offsets, w: np.outer(x, w * (x @ weights > 0)),
                "Whether a unit is on depends on its offset, too.",
            ),
        ],
        _cases,
    ),
]
