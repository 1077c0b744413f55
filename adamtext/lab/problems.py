"""What is minimised in each experiment of §6: data, model, noise and minibatches put together."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from adamtext.lab import words
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
        ``cost(theta) -> float``: the training cost of the measured examples, nothing dropped.
    steps_per_pass : int
    test : callable
        ``test(theta) -> dict``: the same ``cost`` of test examples, without the penalty, and,
        where there are classes, the share of them that is told wrongly, ``error``.
    parts : callable or None
        ``parts(theta) -> dict``: of what the training cost is the mean, by name, where asked for.
    """

    theta0: Any
    value_and_grad: Callable
    cost: Callable
    steps_per_pass: int
    test: Callable
    parts: Callable | None = None


def build(trial, device="cpu"):
    """Return the :class:`Problem` that ``trial``, a :class:`~adamtext.lab.trials.Trial`, names.

    ``device`` is where PyTorch computes, "cpu" or "cuda"; what needs no PyTorch runs on the CPU.
    """
    return PROBLEMS[trial.problem](trial, device)


@cache
def examples(name, size, part, rows=None):
    """So many examples of a ``part``, "train" or "test", evenly spread over it; kept for later.

    All of them, if ``rows`` is None. (The reviews are sorted: the first half are all negative.)
    Digits and images become float32 of shape (rows, features), in [0, 1]; reviews stay sparse.

    Raises
    ------
    ValueError
        If there are not so many.
    """
    all_of_it = load(name, size)
    x, y = getattr(all_of_it, f"x_{part}"), getattr(all_of_it, f"y_{part}")
    if rows is not None and rows > len(y):
        raise ValueError(f"rows is {rows}, but {name} ({size}) has {len(y)} {part} examples")
    chosen = spread(len(y), rows)
    x, y = x[chosen], y[chosen]
    return (x if name == "imdb" else x.reshape(len(y), -1) / np.float32(255)), y


def spread(available, wanted):
    """Return ``wanted`` of the ``available`` rows, evenly spread; all of them, if None or more."""
    if wanted is None or wanted >= available:
        return slice(None)
    return np.linspace(0, available - 1, wanted).astype(int)


def logistic_regression(name):
    """§6.1. With dropout, features are dropped, in a new draw for each minibatch."""

    def problem(trial, device):
        x, y = examples(name, trial.data, "train", trial.rows)
        model = softmax_regression(x.shape[1], len(np.unique(y)), trial.l2)
        bare = softmax_regression(x.shape[1], len(np.unique(y)))
        rows, measured = minibatches(len(y), trial.batch_size, trial.seed), trial.measured
        seen = spread(len(y), measured)
        x_seen, y_seen = x[seen], y[seen]

        def value_and_grad(theta, t):
            batch = rows(t)
            noisy = x[batch]
            if trial.dropout:
                rng = np.random.default_rng((trial.seed, t))
                noisy = drop_features(noisy, trial.dropout, rng)
            return model.value_and_grad(theta, noisy, y[batch])

        def test(theta):
            x, y = examples(name, trial.data, "test")
            x, y = (each[spread(len(y), measured)] for each in (x, y))
            wrong = float(np.mean(bare.predict(theta, x) != y))
            return {"cost": bare.loss(theta, x, y), "error": wrong}

        def cost(theta):
            return model.loss(theta, x_seen, y_seen)

        return Problem(model.init(), value_and_grad, cost, len(y) // trial.batch_size, test)

    return problem


def multilayer_perceptron(trial, device):
    """§6.2. Dropout after each hidden layer."""
    from adamtext.lab.networks import mlp

    network = mlp(dropout=trial.dropout, l2=trial.l2)
    return _of_network(network, mlp(), *digits(trial), trial, device)


def convolutional_network(trial, device):
    """§6.3. Whitened images; dropout of the input and of the wide layer."""
    from adamtext.lab.networks import cnn

    network = cnn(trial.dropout, trial.input_dropout)
    parts = whitened_images(trial.data, trial.rows, trial.whitening)
    return _of_network(network, network, *parts, trial, device)


def autoencoder(trial, device):
    """§6.4. The cost is measured with one draw of the latent variables, or with their means."""
    from adamtext.lab.networks import vae

    network = vae()
    return _of_network(network, network, *digits(trial), trial, device)


def transformer(even):
    """Each next word of a text; with ``even``, its words are renamed to be equally frequent."""

    def problem(trial, device):
        import torch
        from torch.nn.functional import cross_entropy

        from adamtext.lab.networks import transformer

        network = transformer()
        cut = words.windows(even=even)
        held_out = np.arange(len(cut.x)) % 10 == 9
        chosen = spread(np.sum(~held_out), trial.rows)
        x, y, quarter = (each[~held_out][chosen] for each in cut)
        parts = (x, y), (cut.x[held_out], cut.y[held_out])
        seen = spread(len(y), trial.measured)
        measured = [torch.from_numpy(each[seen]).to(device) for each in (x, y, quarter)]

        def by_quarter(theta):
            losses, places = [], zip(*(each.split(500) for each in measured), strict=True)
            for x, y, quarter in places:
                loss = cross_entropy(network.output(theta, x), y, reduction="none")
                losses.append(torch.stack([(loss * (quarter == k)).sum() for k in range(4)]))
            counts = torch.bincount(measured[2].reshape(-1), minlength=4)
            return dict(zip(QUARTERS, (sum(losses) / counts).tolist(), strict=True))

        return _of_network(network, network, *parts, trial, device)._replace(parts=by_quarter)

    return problem


#: Names for the quarters of a text, that of the commonest words first.
QUARTERS = ("commonest", "common", "rare", "rarest")


def digits(trial):
    """Return the digits of a trial, training and test, each with its classes."""
    return [examples("mnist", trial.data, *part) for part in (("train", trial.rows), ("test",))]


def _of_network(network, bare, train, test, trial, device):
    """Make a network a problem; ``bare`` is the same one without a penalty."""
    import torch

    x, y = (torch.from_numpy(each).to(device) for each in train)
    rows = minibatches(len(y), trial.batch_size, trial.seed)
    generator = torch.Generator(device)

    def value_and_grad(theta, t):
        batch = torch.from_numpy(rows(t)).to(device)
        noise = generator.manual_seed(t + 1_000_000 * trial.seed)
        return network.value_and_grad(theta, x[batch], y[batch], noise)

    def measure(of, theta, x, y):
        """Mean over the measured rows of what ``of(x, y, noise)`` gives, 500 at a time."""
        seed = trial.measured_noise
        noise = None if seed is None else torch.Generator(device).manual_seed(seed)
        order = torch.arange(len(y), device=device)[spread(len(y), trial.measured)]
        parts = order.split(500)
        return sum(len(rows) * float(of(x[rows], y[rows], noise)) for rows in parts) / len(order)

    def cost(theta):
        return measure(lambda *batch: network.loss(theta, *batch), theta, x, y)

    def wrong(theta, x, y):
        return (network.output(theta, x).argmax(1) != y).to(torch.float32).mean()

    def test_costs(theta):
        x, y = (torch.from_numpy(each).to(device) for each in test)
        found = {"cost": measure(lambda *batch: bare.loss(theta, *batch), theta, x, y)}
        if network.decode is None:
            found["error"] = measure(lambda x, y, _: wrong(theta, x, y), theta, x, y)
        return found

    theta0 = network.init(trial.seed).to(device)
    return Problem(theta0, value_and_grad, cost, len(y) // trial.batch_size, test_costs)


@cache
def whitened_images(size, rows, whitening):
    """CIFAR-10, training and test, as float32 (n, 3, 32, 32), each with its classes.

    Of the training images of the given ``size``, "small" or "full", ``rows`` are taken, as by
    :func:`examples`. Their mean image is subtracted. Unless ``whitening`` is None, both parts are
    then turned, scaled and turned back (ZCA) such that the training images have equal variance in
    all directions. Directions of hardly any variance are left small: what is divided by is the
    root of the eigenvalue plus ``whitening``.
    """
    x, y = examples("cifar10", size, "train", rows)
    x_test, y_test = examples("cifar10", size, "test")
    mean = x.mean(axis=0)
    x, x_test = x - mean, x_test - mean
    if whitening is not None:
        variances, directions = np.linalg.eigh(x.T @ x / np.float32(len(x)))
        scale = 1 / np.sqrt(np.maximum(variances, 0) + np.float32(whitening))
        x, x_test = (((each @ directions) * scale) @ directions.T for each in (x, x_test))
    pictures = (each.reshape(-1, 32, 32, 3).transpose(0, 3, 1, 2) for each in (x, x_test))
    train, test = (np.ascontiguousarray(each, np.float32) for each in pictures)
    return (train, y), (test, y_test)


#: What builds each problem from a trial, by name.
PROBLEMS = {
    "logistic regression, MNIST": logistic_regression("mnist"),
    "logistic regression, IMDB": logistic_regression("imdb"),
    "multilayer perceptron": multilayer_perceptron,
    "convolutional network": convolutional_network,
    "autoencoder": autoencoder,
    "transformer": transformer(even=False),
    "transformer, even words": transformer(even=True),
}
