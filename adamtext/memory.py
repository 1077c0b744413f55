"""Arrays as a compiled loop wants them: in one piece, all alike, in their own memory.

Algorithms 1 and 2 step each coordinate for itself, so their arrays may be run through as one axis,
whatever their shape.
"""

import numpy as np
from array_api_compat import is_torch_array

#: What the loops are compiled for.
DTYPES = np.dtype(np.float32), np.dtype(np.float64)
CACHE_LINE = 64  # bytes


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
