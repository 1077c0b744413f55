"""Streams of gradients that put claims to the test, and what optimisers make of them."""

import numpy as np


def steps(rule, gradients):
    """Return the steps of ``rule`` against ``gradients`` of shape (T, ...), each from the origin.

    They have the same shape: minus the change of theta, in units of alpha if alpha is 1.
    """
    rows = gradients.reshape(len(gradients), -1)
    origin = np.zeros(rows.shape[1])
    state, moves = rule.init(origin), []
    for g in rows:
        moved, state = rule.step(origin, g, state)
        moves.append(-moved)
    return np.reshape(moves, gradients.shape)


def burst(n, silence=20_000):
    """Return ``silence`` zero gradients and then ``n`` equal ones."""
    return np.concatenate([np.zeros(silence), np.ones(n)])


def normal(*shape, mean=0.0):
    """Return normal gradients of variance 1, always the same ones."""
    return np.random.default_rng(1412).normal(mean, 1.0, size=shape)


def rms(x):
    """Return the root of the mean square."""
    return float(np.sqrt(np.mean(np.square(x))))


class Counted(np.ndarray):
    """An array that counts, for all its kind, how many numbers are computed from it."""

    operations = 0

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        inputs = [np.asarray(x) if isinstance(x, Counted) else x for x in inputs]
        result = getattr(ufunc, method)(*inputs, **kwargs)
        Counted.operations += np.size(result)
        return np.asarray(result).view(Counted)


def operations(rule, size):
    """Count the arithmetic operations in a step of ``rule`` on ``size`` parameters, for each."""
    theta = np.ones(size).view(Counted)
    state = rule.init(theta)
    _, state = rule.step(theta, theta, state)
    Counted.operations = 0
    rule.step(theta, theta, state)
    return Counted.operations / size
