"""Algorithms 1 and 2 and AdamW as one compiled loop over the coordinates, when time matters.

The numbers are those of :mod:`adamtext.optimizers`, the manners are not: ``step`` here
OVERWRITES theta and the averages in the state, and returns the very arrays that it was given.
Whoever wants to keep the old ones copies them first.

Arrays are NumPy's, or PyTorch's on the CPU, which share their memory: of any shape, in float32
or float64, contiguous. Hyper-parameters are numbers, ``alpha`` and ``beta1`` also functions of
t = 1, 2, …. numba compiles a loop when it is first used, about a second, and keeps the result on
disk if it can: ``pip install adamtext[fast]``.
"""

import math

import numpy as np

from adamtext.arrays import zeros_like
from adamtext.loops import compiled, share
from adamtext.memory import aligned_zeros, flat
from adamtext.optimizers import AdaMaxState, AdamState
from adamtext.rule import Moving, Optimizer, check_hyperparameter, functions_of_t


def adam(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, threads=1):
    """Adam: Algorithm 1 of the paper in one loop, in place.

    ``threads`` >= 1 share a large theta; a small one is left to a single thread. Raises ValueError
    for hyper-parameters and arrays that do not fit, ImportError without numba. ``alpha``,
    ``beta1``, ``beta2`` and ``eps`` are those of :func:`adamtext.optimizers.adam`.

    >>> adam(beta2=1.0)
    Traceback (most recent call last):
    ValueError: beta2 must be in [0, 1), got 1.0
    """
    hyper = {"alpha": alpha, "beta1": beta1, "beta2": beta2, "eps": eps}
    return in_place(adam_loop, AdamState, ("beta1", "beta2"), hyper, threads)


def adam_loop(theta, g, m, v, bias1, bias2, alpha, beta1, beta2, eps):
    """Take a step of Algorithm 1 with one coordinate after the other.

    ``theta``, ``g``, ``m`` and ``v`` have shape (n,), and all but ``g`` are overwritten. The rest
    are numbers: ``bias1`` and ``bias2`` those by which m and v are divided, 1 - beta^t, then
    ``alpha``, ``beta1``, ``beta2``, ``eps``.

    >>> theta, g, m, v = np.ones(1), np.full(1, 50.0), np.zeros(1), np.zeros(1)
    >>> adam_loop(theta, g, m, v, 0.1, 0.001, 0.001, 0.9, 0.999, 1e-8)
    >>> theta.round(6), m.round(6)
    (array([0.999]), array([5.]))
    """
    real = theta.dtype.type  # or numbers, which are float64, would make everything so
    alpha_, beta1_, beta2_, eps_ = real(alpha), real(beta1), real(beta2), real(eps)
    new1, new2 = real(1 - beta1), real(1 - beta2)
    bias1_, bias2_ = real(bias1), real(bias2)
    for i in range(len(theta)):
        m[i] = beta1_ * m[i] + new1 * g[i]
        v[i] = beta2_ * v[i] + new2 * g[i] ** 2
        m_hat = m[i] / bias1_
        v_hat = v[i] / bias2_
        theta[i] = theta[i] - alpha_ * m_hat / (math.sqrt(v_hat) + eps_)


def adamw(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-2, threads=1):
    """AdamW (Loshchilov & Hutter, 2019) in one loop, in place.

    ``alpha``, ``beta1``, ``beta2``, ``eps`` and ``threads`` are those of :func:`adam`;
    ``weight_decay`` is multiplied by alpha.

    >>> adamw(weight_decay=-1)
    Traceback (most recent call last):
    ValueError: weight_decay must be finite and >= 0, got -1
    """
    hyper = {"alpha": alpha, "beta1": beta1, "beta2": beta2, "eps": eps}
    hyper["weight_decay"] = weight_decay
    return in_place(adamw_loop, AdamState, ("beta1", "beta2"), hyper, threads)


def adamw_loop(theta, g, m, v, bias1, bias2, alpha, beta1, beta2, eps, weight_decay):
    """Take a step of AdamW with one coordinate after the other.

    ``theta``, ``g``, ``m``, ``v``, ``bias1``, ``bias2``, ``alpha``, ``beta1``, ``beta2`` and
    ``eps`` are those of :func:`adam_loop`; ``weight_decay`` is a number.

    >>> theta, g, m, v = np.ones(1), np.full(1, 50.0), np.zeros(1), np.zeros(1)
    >>> adamw_loop(theta, g, m, v, 0.1, 0.001, 0.001, 0.9, 0.999, 1e-8, 0.5)
    >>> theta.round(6)
    array([0.9985])
    """
    real = theta.dtype.type
    alpha_, beta1_, beta2_, eps_ = real(alpha), real(beta1), real(beta2), real(eps)
    new1, new2 = real(1 - beta1), real(1 - beta2)
    bias1_, bias2_ = real(bias1), real(bias2)
    decay = real(alpha * weight_decay)
    for i in range(len(theta)):
        m[i] = beta1_ * m[i] + new1 * g[i]
        v[i] = beta2_ * v[i] + new2 * g[i] ** 2
        m_hat = m[i] / bias1_
        v_hat = v[i] / bias2_
        shrunk = theta[i] - decay * theta[i]
        theta[i] = shrunk - alpha_ * m_hat / (math.sqrt(v_hat) + eps_)


def adamax(alpha=2e-3, beta1=0.9, beta2=0.999, eps=0.0, threads=1):
    """AdaMax: Algorithm 2 of the paper in one loop, in place.

    ``alpha``, ``beta1``, ``beta2``, ``eps`` and ``threads`` are those of :func:`adam`;
    ``eps`` is added to u.

    >>> adamax(alpha=-1.0)
    Traceback (most recent call last):
    ValueError: alpha must be finite and >= 0, got -1.0
    """
    hyper = {"alpha": alpha, "beta1": beta1, "beta2": beta2, "eps": eps}
    return in_place(adamax_loop, AdaMaxState, ("beta1",), hyper, threads)


def adamax_loop(theta, g, m, u, bias1, alpha, beta1, beta2, eps):
    """Take a step of Algorithm 2 with one coordinate after the other.

    ``theta``, ``g``, ``m`` and ``u`` have shape (n,), and all but ``g`` are overwritten. The rest
    are numbers: ``bias1`` that by which m is divided, 1 - beta1^t, then ``alpha``, ``beta1``,
    ``beta2``, ``eps``.

    >>> theta, g, m, u = np.ones(1), np.full(1, 50.0), np.zeros(1), np.zeros(1)
    >>> adamax_loop(theta, g, m, u, 0.1, 0.002, 0.9, 0.999, 0.0)
    >>> theta.round(6), u
    (array([0.998]), array([50.]))
    """
    real = theta.dtype.type
    beta1_, beta2_, eps_, new1 = real(beta1), real(beta2), real(eps), real(1 - beta1)
    alpha_t = real(alpha / bias1)
    for i in range(len(theta)):
        m[i] = beta1_ * m[i] + new1 * g[i]
        u[i] = np.maximum(beta2_ * u[i], abs(g[i]))
        theta[i] = theta[i] - alpha_t * m[i] / (u[i] + eps_)


def in_place(loop, state_type, corrected, hyper, threads):
    """Return the :class:`~adamtext.rule.Optimizer` that steps by ``loop``, compiled.

    ``state_type`` is its state's NamedTuple, ``hyper`` its hyper-parameters by name, ``corrected``
    the names of the decays whose averages it corrects.

    Raises
    ------
    ValueError
        If ``threads`` is no whole number >= 1, or a hyper-parameter out of range or an array.

    Examples
    --------
    >>> in_place(adam_loop, AdamState, (), {}, threads=0)
    Traceback (most recent call last):
    ValueError: threads must be a whole number >= 1, got 0
    """
    if not isinstance(threads, int) or threads < 1:
        raise ValueError(f"threads must be a whole number >= 1, got {threads!r}")
    functions = functions_of_t(hyper)

    def at(t):
        values = hyper | {name: function(t) for name, function in functions.items()}
        for name, value in values.items():
            check_hyperparameter(name, value)
            if getattr(value, "ndim", 0):
                raise ValueError(f"{name} must be a number, or a function of t, got {value!r}")
            if not isinstance(value, Moving):  # its powers are wanted yet
                values[name] = float(value)
        return [values[name] for name in corrected], tuple(map(float, values.values()))

    constant = None if functions else at(1)
    kernel = compiled(loop)

    def init(theta):
        flat(state_type._fields, theta, theta, theta, theta)  # complains now, not in the first step
        zeros = aligned_zeros if isinstance(theta, np.ndarray) else zeros_like
        return state_type(0, zeros(theta), zeros(theta))

    def step(theta, g, state):
        t, *averages = state
        arrays = flat(state_type._fields, theta, g, *averages)
        decays, numbers = constant or at(t + 1)
        biases = [1 - decay ** (t + 1) for decay in decays]
        share(kernel, arrays, (*biases, *numbers), threads)
        return theta, state_type(t + 1, *averages)

    return Optimizer(init, step)
