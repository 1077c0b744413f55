"""Five small networks on digits, trained at once by one torch Adam, for seeing what makes them ill.

Each is a parameter group of its own, so that :func:`adamtext.teach.watch.watch` has a line for
each. Arrays that are returned have one row a network.
"""

import copy
from functools import cache

import numpy as np

from adamtext.lab.datasets import load, minibatches
from adamtext.teach.evidence import SEEDS
from adamtext.teach.watch import watch

SHAPES = ((196, 32), (1, 32), (32, 10), (1, 10))

#: what a look at the networks writes down, beside the cost
SEEN = ("rms", "moved", "lost", "silent", "agree")


class Patients:
    """Networks of 196 pixels, 32 hidden units and 10 classes, one a seed, and their Adam.

    Parameters
    ----------
    alpha : float
    dtype : str
        How the weights are kept, as torch names it: "float32", "bfloat16", or "float64", in which
        no processor's order of adding becomes visible after some hundred steps.
    settings
        Go to ``torch.optim.Adam``.

    Attributes
    ----------
    nets : list of lists of torch.Tensor
        Two layers each: weights, offsets, weights, offsets.
    optimizer : torch.optim.Adam
    """

    def __init__(self, alpha=0.01, dtype="float64", **settings):
        import torch

        self.nets = []
        for seed in SEEDS:
            draw = np.random.default_rng(seed).normal
            sizes = [(2 / n) ** 0.5 if n > 1 else 0.0 for n, _ in SHAPES]  # offsets start at 0
            drawn = [size * draw(size=shape) for size, shape in zip(sizes, SHAPES, strict=True)]
            kept = [torch.tensor(each).to(getattr(torch, dtype)) for each in drawn]
            self.nets.append([weights.requires_grad_() for weights in kept])
        self.optimizer = _adam(self.nets, lr=alpha, **settings)

    @property
    def weights(self):
        """All tensors, network by network."""
        return [weights for net in self.nets for weights in net]

    def costs(self, rows, loud=1.0, smooth=0.0):
        """Return the cross-entropy of each network, a tensor of shape (5,).

        ``rows`` are digits, of shape (n,) or (5, n); ``loud`` multiplies their pixels, and
        ``smooth`` is the label smoothing.
        """
        import torch
        import torch.nn.functional as F

        x, y = _digits()
        layers = [torch.stack(each) for each in zip(*self.nets, strict=True)]
        wide = torch.promote_types(layers[0].dtype, x.dtype)
        W, a, V, b = (layer.to(wide) for layer in layers)
        scores = torch.relu(loud * x[rows].to(wide) @ W + a) @ V + b
        labels = y[rows].expand(len(self.nets), -1).flatten()
        kind = {"reduction": "none", "label_smoothing": smooth}
        return (
            F.cross_entropy(scores.flatten(0, 1), labels, **kind).view(len(self.nets), -1).mean(1)
        )

    def look(self):
        """Return what `watch` sees of each network, and its cost on the same thousand digits."""
        import torch

        groups = watch(self.optimizer).groups
        with torch.no_grad():
            seen = {"cost": self.costs(torch.arange(1000)).numpy()}
        seen |= {name: [getattr(group, name) for group in groups] for name in SEEN}
        return seen | {"remarked": [bool(group.remarks) for group in groups]}

    def train(self, ts, at=(), step=None, loud=(), rows=None, smooth=0.0, also=None):
        """Train, and return arrays of shape (5, looks): what :meth:`look` saw.

        Parameters
        ----------
        ts : iterable of int
            Numbers of the minibatches.
        at : container of int
            After which of them to look.
        step : callable, optional
            ``step(patients)`` takes the step in the optimiser's place.
        loud : container of int
            In which of them pixels run from 0 to 255.
        rows : tensor of shape (n,), optional
            The digits of every batch, in place of minibatches of 128.
        smooth : float
            Label smoothing.
        also : callable, optional
            ``also(patients)`` is a dictionary of more to write down at a look.

        Returns
        -------
        dict of arrays
            Also "batch cost", that of each batch, of shape (5, number of steps).
        """
        looks, costs = [], []
        for t in ts:
            self.optimizer.zero_grad()
            batch = _batch(t) if rows is None else rows
            each = self.costs(batch, 255.0 if t in loud else 1.0, smooth)
            each.sum().backward()
            step(self) if step else self.optimizer.step()
            costs.append(each.detach().numpy())
            if t in at:
                looks.append(self.look() | (also(self) if also else {}))
        seen = (
            {name: np.array([one[name] for one in looks]).T for name in looks[0]} if looks else {}
        )
        return seen | {"batch cost": np.transpose(costs)}

    def resumed(self, lost=()):
        """Return a copy whose optimiser came from a `state_dict` in which ``lost`` is zero.

        ``lost`` are names of torch: "exp_avg", "exp_avg_sq", "step".
        """
        twin = copy.copy(self)
        twin.nets = copy.deepcopy(self.nets)
        state = copy.deepcopy(self.optimizer.state_dict())
        for kept in state["state"].values():
            for name in lost:
                kept[name].zero_()
        twin.optimizer = _adam(twin.nets)
        twin.optimizer.load_state_dict(state)
        return twin


def curvature(patients, rows, smooth=0.0, vectors=None, rounds=3):
    """Return alpha times the curvature of largest size, in units of ``sqrt(v_hat) + eps``: (5.8).

    By ``rounds`` of power iteration from ``vectors``, which are those of the last call.

    Parameters
    ----------
    patients : Patients
    rows : tensor of shape (n,)
    smooth : float
        The digits, and the label smoothing, of the cost.
    vectors : list of tensors, optional
        As many as weights, of their shapes.
    rounds : int

    Returns
    -------
    heights : list of five floats
    vectors : list of tensors
    """
    import torch

    flat = patients.weights
    total = patients.costs(rows, smooth=smooth).sum()
    slopes = torch.autograd.grad(total, flat, create_graph=True)
    units = [_unit(patients.optimizer, weights) for weights in flat]
    vectors = vectors or [torch.ones_like(weights) for weights in flat]
    for _ in range(rounds):
        aside = [unit * each for unit, each in zip(units, vectors, strict=True)]
        turned = torch.autograd.grad(slopes, flat, aside, retain_graph=True)
        turned = [unit * each for unit, each in zip(units, turned, strict=True)]
        nets = [turned[k : k + 4] for k in range(0, len(turned), 4)]
        lengths = [torch.cat([each.flatten() for each in net]).norm() for net in nets]
        vectors = [each / lengths[k // 4] for k, each in enumerate(turned)]
    return [float(length) for length in lengths], vectors


def _unit(optimizer, weights):
    group, kept = optimizer.param_groups[0], optimizer.state[weights]
    root = (kept["exp_avg_sq"] / (1 - group["betas"][1] ** kept["step"])).sqrt()
    return (group["lr"] / (root + group["eps"])).sqrt()


def _adam(nets, **settings):
    import torch

    return torch.optim.Adam([{"params": net} for net in nets], **settings)


@cache
def _digits():
    """Digits of 14 x 14 pixels from 0 to 1, and their labels, as tensors."""
    import torch

    digits = load("mnist")
    pixels = digits.x_train.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)) / 255
    x = torch.tensor(pixels.reshape(-1, 196), dtype=torch.float32)
    return x, torch.from_numpy(digits.y_train)


@cache
def _draws():
    return [minibatches(len(_digits()[0]), 128, seed) for seed in SEEDS]


def _batch(t):
    import torch

    return torch.from_numpy(np.stack([rows(t) for rows in _draws()]))
