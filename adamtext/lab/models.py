"""The paper's models: logistic regression, §6.1, in NumPy here; the networks in PyTorch.

``mlp``, ``cnn`` and ``vae`` are those of :mod:`adamtext.lab.networks`, which is loaded, and torch
with it, when one of them is first asked for.
"""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

import numpy as np


def __getattr__(name):
    if name not in ("mlp", "cnn", "vae"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("adamtext.lab.networks"), name)


class Model(NamedTuple):
    """A model as pure functions of one flat vector of parameters.

    Attributes
    ----------
    init : callable
        ``init(dtype=np.float32) -> theta``, the starting point, of shape (num_parameters,).
    loss : callable
        ``loss(theta, x, y) -> float``: mean cost over the rows of ``x``, penalty included.
    grad : callable
        ``grad(theta, x, y) -> array`` of theta's shape and dtype: the gradient of ``loss``.
    value_and_grad : callable
        ``value_and_grad(theta, x, y) -> (float, array)``: both, for little more than the second.
    predict : callable
        ``predict(theta, x) -> int array`` of shape (num_rows,): the likeliest class.
    """

    init: Callable
    loss: Callable
    grad: Callable
    value_and_grad: Callable
    predict: Callable


def softmax_regression(num_features, num_classes, l2=0.0):
    """Multi-class logistic regression: cross-entropy of softmax(x W + b), plus ½ l2 ‖W‖².

    ``x`` has shape (num_rows, num_features): a NumPy array, or any sparse array of SciPy that
    knows ``x @ W`` and ``x.T @ r``, such as a CSR array. ``y`` holds the classes 0, 1, …, of shape
    (num_rows,). The biases b carry no penalty. Parameters start at zero: the cost is convex.

    Raises
    ------
    ValueError
        Unless ``num_features`` >= 1, ``num_classes`` >= 2, and ``l2`` is finite and >= 0.

    Examples
    --------
    >>> model = softmax_regression(num_features=4, num_classes=3)
    >>> model.init().shape, round(model.loss(model.init(), np.ones((2, 4)), np.array([0, 2])), 4)
    ((15,), 1.0986)
    """
    if num_features < 1 or num_classes < 2:
        raise ValueError(
            f"num_features must be >= 1 and num_classes >= 2, got {num_features} and {num_classes}"
        )
    if not 0 <= l2 < np.inf:
        raise ValueError(f"l2 must be finite and >= 0, got {l2}")

    def init(dtype=np.float32):
        return np.zeros((num_features + 1) * num_classes, dtype)

    def weights_and_biases(theta):
        table = theta.reshape(num_features + 1, num_classes)
        return table[:-1], table[-1]

    def log_probabilities(theta, x):
        weights, biases = weights_and_biases(theta)
        scores = x @ weights + biases
        scores -= scores.max(axis=1, keepdims=True)
        return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))

    def cost(theta, log_p, y):
        weights, _ = weights_and_biases(theta)
        cross_entropy = -log_p[np.arange(len(y)), y].mean(dtype=float)
        return float(cross_entropy + 0.5 * l2 * np.square(weights, dtype=float).sum())

    def gradient(theta, log_p, x, y):
        weights, _ = weights_and_biases(theta)
        error = np.exp(log_p)
        error[np.arange(len(y)), y] -= 1
        error /= len(y)
        result = np.empty_like(theta)
        to_weights, to_biases = weights_and_biases(result)
        to_weights[:] = x.T @ error
        if l2:
            to_weights += l2 * weights
        to_biases[:] = error.sum(axis=0)
        return result

    def loss(theta, x, y):
        return cost(theta, log_probabilities(theta, x), y)

    def grad(theta, x, y):
        return gradient(theta, log_probabilities(theta, x), x, y)

    def value_and_grad(theta, x, y):
        log_p = log_probabilities(theta, x)
        return cost(theta, log_p, y), gradient(theta, log_p, x, y)

    def predict(theta, x):
        weights, biases = weights_and_biases(theta)
        return (x @ weights + biases).argmax(axis=1)

    return Model(init, loss, grad, value_and_grad, predict)


def drop_features(x, rate, rng):
    """Set each feature of each row to zero with probability ``rate``; scale the rest up.

    What is kept is multiplied by 1 / (1 - rate), so that the mean stays. ``x`` is a dense array
    of any shape or a SciPy CSR array, of floats, and is not changed. In a sparse one, only stored
    entries need a throw of the dice, by the generator ``rng``; those that fall stay stored, as
    zeros.

    Raises
    ------
    ValueError
        Unless ``rate`` is in [0, 1).
    """
    if not 0 <= rate < 1:
        raise ValueError(f"rate must be in [0, 1), got {rate}")
    values = x if isinstance(x, np.ndarray) else x.data
    kept = (rng.random(values.shape, dtype=np.float32) >= rate).astype(values.dtype)
    dropped = values * (kept / values.dtype.type(1 - rate))
    if isinstance(x, np.ndarray):
        return dropped
    return type(x)((dropped, x.indices, x.indptr), shape=x.shape)
