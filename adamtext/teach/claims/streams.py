"""Streams of gradients that put claims to the test, and what optimisers make of them."""

import numpy as np

from adamtext.teach.evidence import SEEDS


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


def normal(*shape, seed=1412):
    """Return normal gradients of mean 0 and variance 1, the same ones for a seed."""
    return np.random.default_rng(seed).normal(size=shape)


def rare(*shape, share=0.01, seed=1412):
    """Return gradients that are 1 in a ``share`` of the steps, by chance, and otherwise 0."""
    return (np.random.default_rng(seed).random(shape) < share).astype(float)


def signs(*shape, share=0.01, seed=1412):
    """Return noise that is 1 or -1 in a ``share`` of the steps, by chance, and otherwise 0."""
    return rare(*shape, share=share, seed=seed) * np.sign(normal(*shape, seed=seed + 1000))


def laplace(*shape, seed=1412):
    """Return noise of Laplace's law, whose tails are heavier than normal."""
    return np.random.default_rng(seed).laplace(size=shape)


def student(*shape, degrees=3, seed=1412):
    """Return noise of Student's law; with few ``degrees`` of freedom its tails are very heavy."""
    return np.random.default_rng(seed).standard_t(degrees, size=shape)


def skewed(*shape, seed=1412):
    """Return noise of mean 0 that is 9 in one of ten steps, by chance, and otherwise -1."""
    return 10 * rare(*shape, share=0.1, seed=seed) - 1


def seeds(kind, *shape, **options):
    """Return what ``kind`` draws at each of the book's seeds, as axis 1: (T, seeds, ...).

    >>> seeds(normal, 100, 3).shape
    (100, 5, 3)
    """
    return np.stack([kind(*shape, seed=seed, **options) for seed in SEEDS], axis=1)


def span(values, form=".2f"):
    """Say the range of ``values`` in words: `0.23 to 0.25`.

    >>> span([3.0, 1.0, 2.0], ".1f"), span([1, 1.001])
    ('1.0 to 3.0', '1.00')
    """
    low, high = format(min(values), form), format(max(values), form)
    return low if low == high else f"{low} to {high}"


def rms(x, axis=None):
    """Return the root of the mean square, of all of ``x`` or along axes."""
    return np.sqrt(np.mean(np.square(x), axis=axis))


def each(array):
    """Return the mean over all axes but 1, that of the seeds."""
    return array.mean(axis=tuple(k for k in range(array.ndim) if k != 1))


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
