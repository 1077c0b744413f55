"""What all update rules share: the pair of functions, the allowed hyper-parameters, the checks.

None of this is the method. It stands here so that each rule in :mod:`adamtext.optimizers` can be
its algorithm (Algorithm 1, Algorithm 2, …) and nothing else.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import NamedTuple

from array_api_compat import array_namespace

from adamtext.arrays import cast

IN_UNIT_INTERVAL = ("in [0, 1)", lambda x: (x >= 0) & (x < 1))
NON_NEGATIVE = ("finite and >= 0", lambda x: (x >= 0) & (x < float("inf")))
TRUTH_VALUE = ("True or False", lambda x: x in (True, False))

ALLOWED = {
    **dict.fromkeys(["beta", "beta1", "beta2", "rho", "momentum", "decay"], IN_UNIT_INTERVAL),
    **dict.fromkeys(["alpha", "eps", "eps_hat", "weight_decay"], NON_NEGATIVE),
    **dict.fromkeys(
        ["nesterov", "bias_correction"], ("True or False", lambda x: x in (True, False))
    ),
}


class Optimizer(NamedTuple):
    """An update rule: two pure functions, which change nothing that they are given.

    Attributes
    ----------
    init : callable
        ``init(theta) -> state``: the state before the first step, for ``theta`` of any shape.
    step : callable
        ``step(theta, g, state) -> (theta, state)``: one step with the gradient ``g``, which has
        the shape of ``theta``.
    """

    init: Callable
    step: Callable


def check_hyperparameter(name, value):
    """Check that ``value`` is one that the hyper-parameter ``name`` may have.

    Arrays, of any shape, are allowed where all their elements are.

    Raises
    ------
    ValueError
        If it is not: with the name, the value and what is allowed.

    Examples
    --------
    >>> check_hyperparameter("beta1", 1.0)
    Traceback (most recent call last):
    ValueError: beta1 must be in [0, 1), got 1.0
    """
    words, allows = ALLOWED[name]
    try:
        verdict = allows(value)
        allowed = bool(
            array_namespace(verdict).all(verdict) if hasattr(verdict, "dtype") else verdict
        )
    except TypeError:  # comparing a string, None, … with a number
        allowed = False
    if not allowed:
        raise ValueError(f"{name} must be {words}, got {value!r}")


def update_rule(rule):
    """Decorate ``rule``, a function from hyper-parameters to an :class:`Optimizer`.

    Adds what every rule owes its user: hyper-parameters are checked when the rule is made; each
    may also be a function of t = 1, 2, …, checked at each step; gradient and theta must agree in
    shape; the result keeps theta's dtype.

    >>> @update_rule
    ... def follow(alpha):
    ...     return Optimizer(lambda theta: None, lambda theta, g, s: (theta - alpha * g, s))
    >>> follow(alpha=-1)
    Traceback (most recent call last):
    ValueError: alpha must be finite and >= 0, got -1
    """

    @wraps(rule)
    def build(*args, **kwargs):
        bound = inspect.signature(rule).bind(*args, **kwargs)
        bound.apply_defaults()
        given = bound.arguments
        functions = {name: value for name, value in given.items() if callable(value)}

        def at(t):
            values = given | {name: function(t) for name, function in functions.items()}
            for name, value in values.items():
                check_hyperparameter(name, value)
            return rule(**values)

        if not functions:
            constant = at(1)
            return Optimizer(constant.init, coordinatewise(constant.step))
        init = rule(**given).init  # no rule looks at its hyper-parameters before the first step
        return Optimizer(init, coordinatewise(lambda theta, g, s: at(s.t + 1).step(theta, g, s)))

    return build


def coordinatewise(step):
    """Hold ``step`` to its contract: gradient of theta's shape in, theta's shape and dtype out.

    Raises
    ------
    ValueError
        In the step: if the gradient has another shape than theta, or if theta's last axis is not
        the (B,) of a hyper-parameter.

    Examples
    --------
    >>> import numpy as np
    >>> step = coordinatewise(lambda theta, g, state: (theta - g, state))
    >>> step(np.zeros(2), np.zeros(3), None)
    Traceback (most recent call last):
    ValueError: the gradient g must have theta's shape (2,), got (3,)
    """

    @wraps(step)
    def checked(theta, g, state):
        if g.shape != theta.shape:
            shapes = f"{tuple(theta.shape)}, got {tuple(g.shape)}"
            raise ValueError(f"the gradient g must have theta's shape {shapes}")
        if g.dtype != theta.dtype:
            g = cast(g, theta.dtype)
        new_theta, new_state = step(theta, g, state)
        if new_theta.shape != theta.shape:
            raise ValueError(
                f"a hyper-parameter of shape (B,) needs theta with B on its last axis, "
                f"got theta of shape {tuple(theta.shape)}"
            )
        if new_theta.dtype != theta.dtype:  # float64 hyper-parameters of a sweep, float32 theta
            new_theta = cast(new_theta, theta.dtype)
            new_state = type(new_state)(*(cast(x, theta.dtype) for x in new_state))
        return new_theta, new_state

    return checked
