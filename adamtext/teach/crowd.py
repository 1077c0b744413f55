"""Many small models trained at once by one rule: one for each setting of it, and each seed.

Rules are coordinate-wise, so parameters of shape (settings, seeds, n) are that many runs. What is
tried has one value a setting: ``alpha=column([0.001, 0.01])``.

All is computed in float64: in float32 some hundred steps make visible, in what is found, in which
order a processor adds.
"""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from math import prod
from typing import NamedTuple

import numpy as np

from adamtext.lab import words
from adamtext.lab.datasets import load
from adamtext.teach.evidence import SEEDS


class Crowd(NamedTuple):
    """Models that learn the same task, each seed from a start and from minibatches of its own.

    Attributes
    ----------
    start : tensor of shape (seeds, n)
    parts : dict
        Name of a parameter array -> slice of the last axis.
    grad : callable
        ``grad(theta, t)``: gradients on the minibatches of step t, for ``theta`` of shape
        (settings, seeds, n).
    cost : callable
        ``cost(theta)``: the cost on a fixed set, an array of shape (settings, seeds).
    """

    start: object
    parts: dict
    grad: Callable
    cost: Callable


def column(values):
    """Return ``values``, one a setting, as a tensor that multiplies (settings, seeds, n).

    >>> column([0.1, 0.2]).shape
    torch.Size([2, 1, 1])
    """
    import torch

    return torch.tensor(np.asarray(values, np.float64))[:, None, None]


def walk(crowd, rule, num_steps, settings=1, change=None):
    """Train step by step, and yield ``(t, theta)`` after each.

    Parameters
    ----------
    crowd : Crowd
    rule : Optimizer
        Its hyper-parameters are numbers, or one a setting: see :func:`column`.
    num_steps : int
    settings : int
        How many runs there are of each seed.
    change : callable, optional
        What ``change(g)`` makes of the gradient is what the rule gets.
    """
    theta = crowd.start.repeat(settings, 1, 1)
    state = rule.init(theta)
    for t in range(1, num_steps + 1):
        g = crowd.grad(theta, t)
        theta, state = rule.step(theta, change(g) if change else g, state)
        yield t, theta


def learn(crowd, rule, num_steps, settings=1, at=None, change=None):
    """Train, and return the costs at the end, an array of shape (settings, seeds).

    Parameters
    ----------
    crowd : Crowd
    rule : Optimizer
    num_steps : int
    settings : int
        As for :func:`walk`.
    at : sequence of int, optional
        After which steps to look; the array then has a third axis for them.
    change : callable, optional
        As for :func:`walk`.
    """
    looks = [num_steps] if at is None else at
    path = walk(crowd, rule, num_steps, settings, change)
    found = np.stack([crowd.cost(theta) for t, theta in path if t in looks], axis=-1)
    return found[..., 0] if at is None else found


def digits(hidden=(32,), batch=64, side=7, norm=False, size=1000):
    """Networks with ReLU on small digits, and cross-entropy.

    Parameters
    ----------
    hidden : tuple of int
        Units of the layers between pixels and classes.
    batch : int or None
        Digits in a minibatch, drawn with replacement; None: all of them, at every step.
    side : int
        Pixels along a side: 7 or 14.
    norm : bool
        Whether the last hidden layer is brought to mean 0 and variance 1, and then multiplied by
        a "gain" and shifted by an "offset", both of which are learned.
    size : int
        How many digits there are to learn, and to judge by.

    Returns
    -------
    Crowd
        Its ``parts`` are "W1", "b1", …, and "gain" and "offset".
    """
    import torch
    import torch.nn.functional as F

    x, y = (each[:size] for each in _digits(side))
    sizes = (side**2, *hidden, 10)
    shapes = {}
    for k, (n, m) in enumerate(pairwise(sizes), 1):
        shapes |= {f"W{k}": (n, m), f"b{k}": (1, m)}
    if norm:
        shapes |= {"gain": (1, hidden[-1]), "offset": (1, hidden[-1])}
    parts, rngs = _parts(shapes), [np.random.default_rng(seed) for seed in SEEDS]
    start = torch.tensor(np.stack([_drawn(shapes, rng) for rng in rngs]))
    batches = _batches(len(x), batch)

    def costs(theta, rows):
        h, labels = x[rows], y[rows].expand(theta.shape[0], len(SEEDS), -1)
        at = {
            name: theta[..., part].view(*theta.shape[:2], *shapes[name])
            for name, part in parts.items()
        }
        for k in range(1, len(sizes)):
            if norm and k == len(sizes) - 1:
                h = F.layer_norm(h, h.shape[-1:]) * at["gain"] + at["offset"]
            h = torch.matmul(h, at[f"W{k}"]) + at[f"b{k}"]
            h = torch.relu(h) if k < len(sizes) - 1 else h
        each = F.cross_entropy(h.flatten(0, 2), labels.flatten(), reduction="none")
        return each.view(labels.shape).mean(dim=-1)

    def grad(theta, t):
        theta = theta.detach().requires_grad_()
        return torch.autograd.grad(costs(theta, batches(t)).sum(), theta)[0]

    def cost(theta):
        with torch.no_grad():
            return costs(theta, torch.arange(len(x)).expand(len(SEEDS), -1)).numpy()

    return Crowd(start, parts, grad, cost)


def pairs(size=100, batch=64):
    """Predict each word from the one before, as in chapter 11, from minibatches of pairs.

    Parameters
    ----------
    size : int
        How many words there are; the scores, one row a word before, start at zero.
    batch : int
        Pairs in a minibatch, drawn with replacement.

    Returns
    -------
    Crowd
        Its cost is the excess over the least one; its only part is "W".
    """
    import torch

    ids = torch.tensor(words.read(size).ids)
    before, after = ids[:-1], ids[1:]
    shares = torch.bincount(before * size + after, minlength=size**2).view(size, size).double()
    shares /= shares.sum()
    often = shares.sum(dim=1, keepdim=True)
    least = -torch.xlogy(shares, shares / often).sum()
    batches, seeds = _batches(len(before), batch), torch.arange(len(SEEDS))[:, None]

    def grad(theta, t):
        rows = batches(t)
        at = (size * seeds + before[rows]).flatten()
        flat = theta.view(len(theta), -1, size)
        p = torch.softmax(flat[:, at], dim=-1)
        p[:, torch.arange(len(at)), after[rows].flatten()] -= 1
        return torch.zeros_like(flat).index_add_(1, at, p / batch).view(theta.shape)

    def cost(theta):
        scores = theta.view(*theta.shape[:2], size, size)
        total = (often[:, 0] * torch.logsumexp(scores, dim=-1)).sum(dim=-1)
        total -= (shares * scores).sum(dim=(-2, -1))
        return (total - least).numpy()

    start = torch.zeros(len(SEEDS), size**2, dtype=torch.float64)
    return Crowd(start, {"W": slice(0, size**2)}, grad, cost)


@cache
def _digits(side):
    """Digits of side x side pixels, each of mean 0 and variance 1 over all, and labels."""
    import torch

    found = load("mnist")
    block = 28 // side
    x = found.x_train.reshape(-1, side, block, side, block).mean(axis=(2, 4)).reshape(-1, side**2)
    x = (x - x.mean()) / x.std()
    return torch.tensor(x, dtype=torch.float64), torch.from_numpy(found.y_train)


def _parts(shapes):
    ends = np.cumsum([prod(shape) for shape in shapes.values()])
    sizes = [prod(shape) for shape in shapes.values()]
    return {
        name: slice(end - n, end)
        for name, end, n in zip(shapes, map(int, ends), sizes, strict=True)
    }


def _drawn(shapes, rng):
    """Return weights N(0, 2 / fan_in), gains of 1, and zeros for the rest, as one array."""
    arrays = []
    for name, shape in shapes.items():
        size = (2 / shape[0]) ** 0.5 if name.startswith("W") else 0.0
        arrays.append((name == "gain") + size * rng.normal(size=prod(shape)))
    return np.concatenate(arrays)


def _batches(count, batch):
    """Return the rows of step t, shape (seeds, batch): the same in every run."""
    import torch

    whole = torch.arange(count).expand(len(SEEDS), -1)

    def rows(t):
        if batch is None:
            return whole
        drawn = [np.random.default_rng((seed, t)).integers(count, size=batch) for seed in SEEDS]
        return torch.from_numpy(np.stack(drawn))

    return rows
