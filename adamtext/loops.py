"""Loops over coordinates, as those of Algorithms 1 and 2: compiled, and shared among threads."""

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache

from adamtext.memory import CACHE_LINE

PIECE = 2**18  # coordinates that a thread takes on at a time, at least: worth waking up for


@cache
def compiled(loop):
    """Compile ``loop`` for whatever arrays it is called with, once.

    Raises
    ------
    ImportError
        Without numba; says how to get it.

    Examples
    --------
    >>> from adamtext.fused import adam_loop
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

    >>> import numpy as np
    >>> from adamtext.fused import adam_loop
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
