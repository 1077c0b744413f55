"""What is minimised in each experiment of §6: data, model, noise and minibatches put together."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from adamtext.lab.datasets import load, minibatches
from adamtext.lab.models import drop_features, softmax_regression


class Problem(NamedTuple):
    """A stochastic objective: the same f_t for every optimiser, for t = 1, 2, ….

    Attributes
    ----------
    theta0 : array of shape (num_parameters,)
        The starting point, the same for every optimiser.
    value_and_grad : callable
        ``value_and_grad(theta, t) -> (float, array)``: f_t, the cost of minibatch t under the
        noise of step t, and its gradient.
    cost : callable
        ``cost(theta) -> float``: the training cost that the chapters plot.
    steps_per_pass : int
    """

    theta0: Any
    value_and_grad: Callable
    cost: Callable
    steps_per_pass: int


def build(trial):
    """Return the :class:`Problem` that ``trial``, a :class:`~adamtext.lab.trials.Trial`, names."""
    return PROBLEMS[trial.problem](trial)


@cache
def training_data(name, size, rows):
    """First ``rows`` training examples (all, if None), ready to be learnt; kept for the next trial.

    Digits and images become float32 of shape (rows, features), in [0, 1]; reviews stay sparse.

    Raises
    ------
    ValueError
        If there are not so many.
    """
    data = load(name, size)
    available = len(data.y_train)
    if rows is not None and rows > available:
        raise ValueError(f"rows is {rows}, but {name} ({size}) has {available} training examples")
    x, y = data.x_train[:rows], data.y_train[:rows]
    return (x if name == "imdb" else x.reshape(len(y), -1) / np.float32(255)), y


def logistic_regression(name):
    """§6.1. With dropout, half of the features are dropped, in a new draw for each minibatch."""

    def problem(trial):
        x, y = training_data(name, trial.data, trial.rows)
        model = softmax_regression(x.shape[1], len(np.unique(y)), trial.l2)
        rows = minibatches(len(y), trial.batch_size, trial.seed)

        def noisy(x, *seed):
            return drop_features(x, 0.5, np.random.default_rng(seed)) if trial.dropout else x

        def value_and_grad(theta, t):
            batch = rows(t)
            examples = noisy(x[batch], trial.seed, t)
            return model.value_and_grad(theta, examples, y[batch])

        measured = noisy(x, 0)  # one draw of the noise, the same for all trials
        return Problem(
            model.init(),
            value_and_grad,
            lambda theta: model.loss(theta, measured, y),
            len(y) // trial.batch_size,
        )

    return problem


def multilayer_perceptron(trial):
    """§6.2. Dropout of one half after each hidden layer; the cost is measured without it."""
    from adamtext.lab.networks import mlp

    network = mlp(dropout=0.5 if trial.dropout else 0.0, l2=trial.l2)
    return _of_network(network, *training_data("mnist", trial.data, trial.rows), trial, 10_000)


def convolutional_network(trial):
    """§6.3. Whitened images; dropout of a fifth of the input and half of the wide layer."""
    from adamtext.lab.networks import cnn

    rates = (0.5, 0.2) if trial.dropout else (0.0, 0.0)
    x, y = whitened_images(trial.data, trial.rows)
    return _of_network(cnn(*rates), x, y, trial, 2_000)


def autoencoder(trial):
    """§6.4. The cost is measured with one draw of the latent variables, the same for all trials."""
    from adamtext.lab.networks import vae

    x, y = training_data("mnist", trial.data, trial.rows)
    return _of_network(vae(), x, y, trial, 5_000, measured_with_noise=True)


def _of_network(network, x, y, trial, num_measured, measured_with_noise=False):
    import torch

    x, y = torch.from_numpy(x), torch.from_numpy(y)
    rows = minibatches(len(y), trial.batch_size, trial.seed)
    generator = torch.Generator()

    def value_and_grad(theta, t):
        batch = torch.from_numpy(rows(t))
        noise = generator.manual_seed(t + 1_000_000 * trial.seed)
        return network.value_and_grad(theta, x[batch], y[batch], noise)

    def cost(theta):
        total, measured = 0.0, min(num_measured, len(y))
        noise = torch.Generator().manual_seed(0) if measured_with_noise else None
        for part in torch.arange(measured).split(500):
            total += len(part) * float(network.loss(theta, x[part], y[part], noise))
        return total / measured

    return Problem(network.init(trial.seed), value_and_grad, cost, len(y) // trial.batch_size)


@cache
def whitened_images(size, rows):
    """CIFAR-10 as float32 (rows, 3, 32, 32) without correlations between pixels (ZCA), and classes.

    Of the training images of the given ``size``, "small" or "full", the first ``rows`` are taken.
    The mean image is subtracted and the data are turned, scaled and turned back such that all
    directions have equal variance. Directions of hardly any variance are left small: what is
    divided by is the root of the eigenvalue plus 0.01.
    """
    x, y = training_data("cifar10", size, rows)
    x = x - x.mean(axis=0)
    variances, directions = np.linalg.eigh(x.T @ x / np.float32(len(x)))
    scale = 1 / np.sqrt(np.maximum(variances, 0) + np.float32(0.01))
    x = ((x @ directions) * scale) @ directions.T
    images = x.reshape(-1, 32, 32, 3).transpose(0, 3, 1, 2)
    return np.ascontiguousarray(images, np.float32), y


#: What builds each problem from a trial, by name.
PROBLEMS = {
    "logistic regression, MNIST": logistic_regression("mnist"),
    "logistic regression, IMDB": logistic_regression("imdb"),
    "multilayer perceptron": multilayer_perceptron,
    "convolutional network": convolutional_network,
    "autoencoder": autoencoder,
}
