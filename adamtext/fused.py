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
import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache

import numpy as np
from array_api_compat import is_torch_array

from adamtext.arrays import zeros_like
from adamtext.optimizers import AdaMaxState, AdamState
from adamtext.rule import Moving, Optimizer, check_hyperparameter, functions_of_t

#: What the loops are compiled for.
DTYPES = np.dtype(np.float32), np.dtype(np.float64)
CACHE_LINE = 64  # bytes
PIECE = 2**18  # coordinates that a thread takes on at a time, at least: worth waking up for


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


def flat(fields, theta, g, *averages):
    """Return theta, g and the averages as views with one axis, or say what does not fit.

    ``fields`` are the names of the state's parts, ``theta``, ``g`` and ``averages`` arrays of one
    shape.

    >>> theta, g, m, v = np.zeros((4, 2, 3))
    >>> [x.shape for x in flat(("t", "m", "v"), theta, g, m, v)]
    [(6,), (6,), (6,), (6,)]
    """
    arrays = (theta, g, *averages)
    if not usual(arrays):
        names = ("theta", "the gradient g", *fields[1:])
        arrays = [as_numpy(name, x) for name, x in zip(names, arrays, strict=True)]
        check_alike(names, arrays)
    return arrays if arrays[0].ndim == 1 else [x.reshape(-1) for x in arrays]


def usual(arrays):
    """Whether ``arrays`` need no second look: small steps consist of little but such looks.

    >>> usual([np.zeros(2), np.ones(2)]), usual([np.zeros(2), np.zeros(3)])
    (True, False)
    """
    shape, dtype = getattr(arrays[0], "shape", None), getattr(arrays[0], "dtype", None)
    for x in arrays:
        if type(x) is not np.ndarray or x.dtype is not dtype or x.shape != shape:
            return False
        if not x.flags.carray:  # contiguous, aligned, and allowed to be written to
            return False
    return dtype in DTYPES


def check_alike(names, arrays):
    """Check that all ``arrays``, which are called ``names``, are like the first.

    Raises
    ------
    ValueError
        Unless they have its shape and its dtype, and that is float32 or float64.

    Examples
    --------
    >>> check_alike(("theta", "m"), (np.zeros(2), np.zeros(3)))
    Traceback (most recent call last):
    ValueError: m must have theta's shape (2,), got (3,)
    """
    shape, dtype = arrays[0].shape, arrays[0].dtype
    if dtype not in DTYPES:
        raise ValueError(f"theta must be in float32 or float64, got {dtype}")
    for name, x in zip(names, arrays, strict=True):
        if x.shape != shape:
            raise ValueError(f"{name} must have theta's shape {shape}, got {x.shape}")
        if x.dtype != dtype:
            raise ValueError(f"{name} must have theta's dtype {dtype}, got {x.dtype}")


def as_numpy(name, x):
    """Return an array of NumPy, of x's shape, that shares the memory of ``x``, called ``name``.

    Raises
    ------
    ValueError
        If a loop cannot run through ``x``: where it is no array of NumPy or PyTorch, not on the
        CPU, not contiguous, requires a gradient, or is read-only and no gradient itself.

    Examples
    --------
    >>> as_numpy("theta", [1.0])
    Traceback (most recent call last):
    ValueError: theta must be an array of NumPy or PyTorch, got list
    """
    if is_torch_array(x):
        if x.requires_grad:
            raise ValueError(f"{name} must not require a gradient: detach it")
        if x.device.type != "cpu":
            raise ValueError(f"{name} must be on the CPU, got a tensor on {x.device}")
        try:
            x = x.numpy()
        except TypeError as error:  # bfloat16, sparse tensors, …
            raise ValueError(f"{name} must be what NumPy knows: {error}") from error
    if not isinstance(x, np.ndarray):
        raise ValueError(f"{name} must be an array of NumPy or PyTorch, got {type(x).__name__}")
    if not x.flags.c_contiguous:
        raise ValueError(f"{name} must be contiguous in memory (C order), got strides {x.strides}")
    if not x.flags.writeable and name != "the gradient g":
        raise ValueError(f"{name} is read-only, but a fused step overwrites it")
    return np.asarray(x)


def aligned_zeros(theta):
    """Zeros like ``theta`` from the start of a cache line on.

    NumPy's own start in the middle of one, so that a wide load touches two: up to a third slower.
    The result has theta's shape.

    >>> aligned_zeros(np.ones((2, 3))).ctypes.data % CACHE_LINE
    0
    """
    room = np.zeros(theta.nbytes + CACHE_LINE, np.uint8)
    start = -room.ctypes.data % CACHE_LINE
    return room[start : start + theta.nbytes].view(theta.dtype).reshape(theta.shape)


@cache
def compiled(loop):
    """Compile ``loop`` for whatever arrays it is called with, once.

    Raises
    ------
    ImportError
        Without numba; says how to get it.

    Examples
    --------
    >>> compiled(adam_loop) is compiled(adam_loop)
    True
    """
    try:
        import numba
    except ImportError as error:
        message = "adamtext.fused needs numba: pip install adamtext[fast], or pip install numba"
        raise ImportError(message) from error
    # errors as in NumPy, where 0/0 is NaN; without Python's lock, for the threads
    options = {"error_model": "numpy", "nogil": True}
    try:
        return numba.njit(cache=True, **options)(loop)
    except RuntimeError:  # no folder that could be written to
        return numba.njit(**options)(loop)


def share(kernel, arrays, numbers, threads):
    """Run ``kernel`` over all coordinates, in as many ``threads`` as are wanted and worth it.

    ``arrays`` have shape (n,); ``numbers`` are the kernel's other arguments.

    >>> theta, g, m, v = np.ones(1), np.full(1, 50.0), np.zeros(1), np.zeros(1)
    >>> share(adam_loop, [theta, g, m, v], (0.1, 0.001, 0.001, 0.9, 0.999, 1e-8), threads=2)
    >>> theta.round(6)
    array([0.999])
    """
    n = len(arrays[0])
    threads = min(threads, n // PIECE)
    if threads < 2:
        kernel(*arrays, *numbers)
        return
    # several pieces each, so that a thread that is late, or shares its core, holds up no other
    size = max(PIECE, n // (8 * threads) // CACHE_LINE * CACHE_LINE)
    pieces = deque([x[i : i + size] for x in arrays] for i in range(0, n, size))

    def work():
        with suppress(IndexError):  # nothing left
            while True:
                kernel(*pieces.popleft(), *numbers)

    others = [pool(threads - 1).submit(work) for _ in range(threads - 1)]
    work()
    for other in others:
        other.cancel() or other.result()


@cache
def pool(size):
    """Return ``size`` threads that wait for work beside the caller's own.

    >>> pool(1).submit(abs, -2).result()
    2
    """
    return ThreadPoolExecutor(size, thread_name_prefix="adamtext-fused")


if hasattr(os, "register_at_fork"):  # the threads stay behind, the pool would wait for them
    os.register_at_fork(after_in_child=pool.cache_clear)
