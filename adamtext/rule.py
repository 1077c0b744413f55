"""What all update rules share: the pair of functions, the allowed hyper-parameters, the checks.

None of this is the method. It stands here so that each rule in :mod:`adamtext.optimizers` can be
its algorithm (Algorithm 1, Algorithm 2, …) and nothing else.
"""

import inspect
import warnings
from collections.abc import Callable
from functools import wraps
from numbers import Real
from typing import NamedTuple

from array_api_compat import array_namespace

from adamtext.arrays import cast, vanishes

IN_UNIT_INTERVAL = ("in [0, 1)", lambda x: (x >= 0) & (x < 1))
NON_NEGATIVE = ("finite and >= 0", lambda x: (x >= 0) & (x < float("inf")))

ALLOWED = {
    **dict.fromkeys(["beta", "beta1", "beta2", "rho", "momentum", "decay"], IN_UNIT_INTERVAL),
    **dict.fromkeys(["alpha", "eps", "eps_hat", "weight_decay"], NON_NEGATIVE),
    **dict.fromkeys(
        ["nesterov", "bias_correction"], ("True or False", lambda x: x in (True, False))
    ),
}


DECAYS = "beta1", "beta2"  # whose powers correct the averages


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
    except (TypeError, ValueError):  # a string, None, … compared with a number, an array with True
        allowed = False
    if not allowed:
        raise ValueError(f"{name} must be {words}, got {value!r}")


class Moving(float):
    """The value at step t of a decay that moves; to the power t, the product of all t values.

    Where beta1 moves, the weights of the gradients in m sum to 1 less that product. So what
    Algorithm 1 writes, ``1 - beta1**t``, is then what m has to be divided by.
    """

    def __new__(cls, value, product):
        """Return ``value``, a number, with the ``product`` of it and all values before it."""
        self = super().__new__(cls, value)
        self.product = product
        return self

    def __mul__(self, x):
        """Return the value times ``x``, an array whose dtype stays, or a number."""
        return float(self) * x  # NumPy widens float32 arrays for a subclass of float

    def __pow__(self, t):
        """Return the product of the values at 1, …, t: the only power that a rule takes."""
        return self.product


def moving(name, decay):
    """Return the function of t that gives ``decay``, a function of t, as a :class:`Moving`.

    The values before t are asked for once, in order: ``decay`` must always give the same.

    Raises
    ------
    ValueError
        From the result: where the value of ``decay``, called ``name``, is no number in [0, 1).

    Examples
    --------
    >>> beta1 = moving("beta1", lambda t: 1 - 1 / (t + 1))
    >>> beta1(1), beta1(2), beta1(2) ** 2
    (0.5, 0.6666666666666667, 0.33333333333333337)
    """
    values, products = [], [1.0]

    def at(t):
        while len(values) < t:
            value = decay(len(values) + 1)
            check_hyperparameter(name, value)
            if not isinstance(value, Real):
                raise ValueError(f"{name}, a function of t, must give one number, got {value!r}")
            values.append(float(value))
            products.append(products[-1] * values[-1])
        return Moving(values[t - 1], products[t])

    return at


def functions_of_t(hyper):
    """Return those of the hyper-parameters ``hyper``, a dict, that are functions of t.

    >>> list(functions_of_t({"alpha": lambda t: 1 / t, "eps": 0.1}))
    ['alpha']
    """
    functions = {name: value for name, value in hyper.items() if callable(value)}
    return functions | {name: moving(name, functions[name]) for name in DECAYS if name in functions}


def update_rule(rule):
    """Decorate ``rule``, a function from hyper-parameters to an :class:`Optimizer`.

    Adds what every rule owes its user: hyper-parameters are checked when the rule is made; each
    may also be a function of t = 1, 2, …, checked at each step; gradient and theta must agree in
    shape; the result keeps theta's dtype, with a warning where that makes eps zero.

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
        functions = functions_of_t(given)

        def at(t):
            values = given | {name: function(t) for name, function in functions.items()}
            for name, value in values.items():
                check_hyperparameter(name, value)
            return rule(**values)

        def init(theta):
            state = made.init(theta)
            warn_of_small_eps(given, theta)
            return state

        if not functions:
            made = at(1)
            return Optimizer(init, coordinatewise(made.step))
        made = rule(**given)  # no rule looks at its hyper-parameters before the first step
        return Optimizer(init, coordinatewise(lambda theta, g, s: at(s.t + 1).step(theta, g, s)))

    return build


def warn_of_small_eps(hyper, theta):
    """Warn where an eps among the hyper-parameters ``hyper`` is zero in the dtype of ``theta``.

    ``theta`` is an array of any shape; the warning is a RuntimeWarning.

    >>> import numpy as np
    >>> with warnings.catch_warnings(record=True, action="always") as caught:
    ...     warn_of_small_eps({"eps": 1e-8}, np.ones(2, np.float16))
    >>> str(caught[0].message)[:28]
    'eps=1e-08 is 0 in float16, s'
    """
    for name in ("eps", "eps_hat"):
        eps = hyper.get(name, 0)
        if isinstance(eps, Real) and eps > 0 and vanishes(eps, theta):
            warnings.warn(
                f"{name}={eps} is 0 in {theta.dtype}, so a coordinate whose gradient is zero, or "
                "small enough for its square to be zero, becomes NaN or infinite: keep theta in "
                f"float32, or take a larger {name}",
                RuntimeWarning,
                stacklevel=4,
            )


def coordinatewise(step):
    """Hold ``step`` to its contract: gradient of theta's shape in, theta's shape and dtype out.

    Raises
    ------
    ValueError
        In the step: if the gradient has another shape than theta, or is complex, or if theta's
        last axis is not the (B,) of a hyper-parameter.

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
            if array_namespace(g).isdtype(g.dtype, "complex floating"):
                raise ValueError(f"the gradient g must be real, got {g.dtype}")
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
