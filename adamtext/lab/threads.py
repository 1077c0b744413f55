"""One thread for each trial, so that a result does not depend on how many cores there are."""

import sys
import threading
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


class Shared:
    """A context that several threads may be in at once: the last one out undoes it.

    Thread counts belong to the whole process, so with each thread for itself, the first trial to
    end would give several threads to those that still run.

    Parameters
    ----------
    enter : callable
        ``enter() -> undo``: called by each thread; only the first one's ``undo()`` is, at the end.
    """

    def __init__(self, enter):
        self.enter, self.lock, self.inside, self.undo = enter, threading.Lock(), 0, None

    @contextmanager
    def __call__(self):
        """Return the context manager."""
        with self.lock:
            undo = self.enter()
            self.undo = undo if self.inside == 0 else self.undo
            self.inside += 1
        try:
            yield
        finally:
            with self.lock:
                self.inside -= 1
                if self.inside == 0:
                    self.undo()


def _limit_libraries():
    return threadpool_limits(1).restore_original_limits


def _limit_torch():
    torch = sys.modules.get("torch")
    if torch is None:
        return lambda: None
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    return lambda: torch.set_num_threads(before)


one_thread = Shared(_limit_libraries)
one_torch_thread = Shared(_limit_torch)
