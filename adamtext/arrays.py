"""The few array functions that Algorithms 1 and 2 need, for NumPy, PyTorch and JAX arrays alike.

Plain operators (``+ * ** /``) already mean the same in all of these libraries. What differs is
where the functions live; ``array_api_compat.array_namespace`` finds out. Arrays have any shape.
"""

import math

import numpy as np
from array_api_compat import array_namespace

NUMPY_LIKE = int | float | np.generic | np.ndarray


def sqrt(x):
    """Square root of ``x``, element by element; of a Python number, a Python number.

    >>> sqrt(4), sqrt(np.asarray([4.0, 9.0]))
    (2.0, array([2., 3.]))
    """
    if isinstance(x, np.ndarray):  # asking for the namespace costs as much as two array operations
        return np.sqrt(x)
    return math.sqrt(x) if isinstance(x, int | float) else array_namespace(x).sqrt(x)


def maximum(x, y):
    """Larger of two arrays ``x`` and ``y`` of one shape, element by element.

    >>> maximum(np.asarray([1.0, 4.0]), np.asarray([2.0, 3.0]))
    array([2., 4.])
    """
    return array_namespace(x, y).maximum(x, y)


def zeros_like(theta):
    """Zeros with the shape, dtype and device of ``theta``: where every moving average starts.

    Raises
    ------
    ValueError
        If ``theta`` is not an array of real floating-point numbers: an average of gradients
        cannot be kept in integers.

    Examples
    --------
    >>> zeros_like(np.asarray([1.0, 2.0]))
    array([0., 0.])
    """
    dtype = getattr(theta, "dtype", None)
    if dtype is None or not array_namespace(theta).isdtype(dtype, "real floating"):
        kind = type(theta).__name__ if dtype is None else f"dtype {dtype}"
        raise ValueError(f"theta must be an array of floating-point numbers, got {kind}")
    return array_namespace(theta).zeros_like(theta)


def cast(x, dtype):
    """Return ``x`` in another ``dtype``; what is no array (the step counter) stays as it is.

    >>> cast(np.asarray([1.0]), np.float32), cast(3, np.float32)
    (array([1.], dtype=float32), 3)
    """
    return array_namespace(x).astype(x, dtype, copy=False) if hasattr(x, "dtype") else x


def vanishes(x, theta):
    """Whether the number ``x`` is 0 in the dtype of ``theta``, an array of any shape.

    >>> vanishes(1e-8, np.ones(2)), vanishes(1e-8, np.ones(2, np.float16))
    (False, True)
    """
    about = array_namespace(theta).finfo(theta.dtype)  # no array is asked: a traced one cannot say
    return abs(x) <= float(about.smallest_normal) * float(about.eps) / 2


def stack(arrays):
    """List ``arrays`` of one shape, or of plain numbers, as one array with a new first axis.

    >>> stack([np.asarray([1.0, 2.0]), np.asarray([3.0, 4.0])]).shape
    (2, 2)
    """
    if isinstance(arrays[0], NUMPY_LIKE):
        return np.stack(arrays)
    return array_namespace(arrays[0]).stack(arrays)


class Rows:
    """Copies of arrays of one shape, kept one by one, read as one array.

    NumPy's go straight to their place, since touching memory twice costs more than the steps that
    are recorded; other libraries' arrays cannot all be written to and wait in a list. At most
    ``capacity`` rows are kept, ``count`` says how many there are.

    >>> rows = Rows(capacity=2)
    >>> rows.append(np.asarray([1.0, 2.0]))
    >>> rows.stacked()
    array([[1., 2.]])
    """

    def __init__(self, capacity):
        self.capacity, self.count, self.kept = capacity, 0, []

    def append(self, x):
        """Keep a copy of ``x``, an array or a number."""
        if not isinstance(x, NUMPY_LIKE):
            self.kept.append(array_namespace(x).asarray(x, copy=True))
        elif self.count == 0:
            self.kept = np.empty((self.capacity, *np.shape(x)), np.asarray(x).dtype)
        if isinstance(x, NUMPY_LIKE):
            self.kept[self.count] = x
        self.count += 1

    def stacked(self):
        """Array of shape (number of rows, ...)."""
        return self.kept[: self.count] if isinstance(self.kept, np.ndarray) else stack(self.kept)


def first_nonfinite(x):
    """Index of the first NaN or infinity in ``x`` as a tuple, or None where all is finite.

    >>> first_nonfinite(np.asarray([[1.0, 2.0], [np.nan, 3.0]]))
    (1, 0)
    """
    xp = array_namespace(x)
    finite = xp.isfinite(x)
    if bool(xp.all(finite)):
        return None
    position = int(xp.argmin(xp.astype(xp.reshape(finite, (-1,)), xp.int8)))
    return tuple(int(i) for i in np.unravel_index(position, tuple(x.shape)))
