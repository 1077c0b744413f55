"""The update rules that compete in §6: by name, with hyper-parameters that JSON can hold."""

import math
from inspect import Parameter, signature

import numpy as np
from array_api_compat import array_namespace

from adamtext import optimizers
from adamtext.arrays import sqrt, zeros_like
from adamtext.optimizers import AdamState, SGDState
from adamtext.rule import Optimizer, update_rule


@update_rule
def adam_uncorrected(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam without its two corrections: what §6.4 compares Adam with.

    ``alpha``, ``beta1``, ``beta2`` and ``eps`` are those of :func:`~adamtext.optimizers.adam`.
    """

    def init(theta):
        return AdamState(0, zeros_like(theta), zeros_like(theta))

    def step(theta, g, state):
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        return theta - alpha * m / (sqrt(v) + eps), AdamState(state.t + 1, m, v)

    return Optimizer(init, step)


@update_rule
def signum(alpha, momentum=0.0):
    """Sign descent with momentum (Bernstein et al., 2018): each step is alpha long, or zero.

    >>> rule, theta = signum(alpha=0.5), np.array([1.0, 2.0])
    >>> rule.step(theta, np.array([1e-6, -7.0]), rule.init(theta))[0]
    array([0.5, 2.5])
    """

    def init(theta):
        return SGDState(0, zeros_like(theta))

    def step(theta, g, state):
        m = momentum * state.m + g
        return theta - alpha * array_namespace(m).sign(m), SGDState(state.t + 1, m)

    return Optimizer(init, step)


#: The rules by name, those of :mod:`adamtext.optimizers`, ``adam_uncorrected`` and ``signum``.
RULES = {
    name: getattr(optimizers, name)
    for name in ("sgd", "adagrad", "rmsprop", "adadelta", "adam", "adamax", "amsgrad", "adamw")
} | {"adam_uncorrected": adam_uncorrected, "signum": signum}


def check_hyper(rule, hyper, decay):
    """Check that ``rule`` can be made with ``hyper``, and with ``decay`` if that is wanted.

    Raises
    ------
    ValueError
        If it cannot: with name, value and what is allowed.
    """
    allowed = signature(RULES[rule]).parameters
    for name, value in hyper.items():
        if name not in allowed:
            raise ValueError(f"hyper has {name}={value!r}, but {rule} knows {', '.join(allowed)}")
        if not isinstance(value, int | float):  # a schedule or an array cannot be stored
            raise ValueError(f"{name} in hyper must be a number, got {value!r}")
    if "alpha" not in hyper and (decay or allowed["alpha"].default is Parameter.empty):
        why = "decay divides it by sqrt(t)" if decay else f"{rule} has no default for it"
        raise ValueError(f"hyper must have alpha, a number >= 0, since {why}; got {hyper}")
    RULES[rule](**hyper)  # without decay, since functions of t are checked only when called


def make_rule(rule, hyper, decay=False):
    """Return the optimiser; with ``decay``, step t uses alpha / sqrt(t)."""
    if decay:
        alpha = hyper["alpha"]
        hyper = hyper | {"alpha": lambda t: alpha / math.sqrt(t)}
    return RULES[rule](**hyper)


def in_blocks(optimizer, size=2**16):
    """Return the rule of ``optimizer``, stepping through theta, of shape (n,), block by block.

    All rules are coordinate-wise, so this changes nothing but the speed: the intermediate arrays
    of a block of ``size`` coordinates fit into the processor's cache. The state is the list of
    the blocks' states.
    """

    def blocks(theta):
        return [slice(i, i + size) for i in range(0, len(theta), size)]

    def init(theta):
        return [optimizer.init(theta[block]) for block in blocks(theta)]

    def step(theta, g, state):
        theta, new_state = theta + 0, []
        for block, part in zip(blocks(theta), state, strict=True):
            theta[block], part = optimizer.step(theta[block], g[block], part)
            new_state.append(part)
        return theta, new_state

    return Optimizer(init, step)


def joined(state):
    """Return the state of :func:`in_blocks` in one piece: its arrays as NumPy's, of theta's shape.

    What is not an array, such as t, is the same in all blocks.
    """
    first = state[0]

    def whole(*parts):
        if not hasattr(parts[0], "shape"):
            return parts[0]
        return np.concatenate([to_numpy(part) for part in parts])

    return type(first)(*(whole(*parts) for parts in zip(*state, strict=True)))


def to_numpy(array):
    """Return a NumPy array of what may be a tensor on a GPU."""
    return np.asarray(array.cpu() if hasattr(array, "cpu") else array)
