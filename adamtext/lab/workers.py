"""Worker processes on this machine, each apart from the others."""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import CancelledError, Executor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor


class LocalWorkers(Executor):
    """Processes on this machine, each apart: where one dies, only its own trial is lost.

    Parameters
    ----------
    count : int, optional
        How many; as many as there are cores by default.
    """

    def __init__(self, count=None):
        if count is not None and (type(count) is not int or count < 1):
            raise ValueError(f"workers must be a whole number >= 1, got {count!r}")
        self.threads = ThreadPoolExecutor(count or os.cpu_count(), initializer=ignore_interrupts)
        self.here = threading.local()
        self.lock = threading.Lock()
        self.processes = []
        self.stopped = False

    def submit(self, function, /, *args, **kwargs):
        """Call ``function`` in the next free process; BrokenProcessPool is raised if that dies."""
        return self.threads.submit(self._call, function, *args, **kwargs)

    def _call(self, function, *args, **kwargs):
        try:
            with self.lock:
                if self.stopped:
                    raise CancelledError
                if getattr(self.here, "process", None) is None:
                    context = multiprocessing.get_context("spawn")
                    self.here.process = ProcessPoolExecutor(1, context, end_with_parent)
                    self.processes.append(self.here.process)
                future = self.here.process.submit(function, *args, **kwargs)
            return future.result()
        except BrokenProcessPool:
            self.here.process = None
            raise

    def shutdown(self, wait=True, *, cancel_futures=False):
        """Stop: at once with ``wait=False``, otherwise when all that was submitted is done."""
        if not wait:
            with self.lock:
                self.stopped = True
                for process in self.processes:
                    for child in list((process._processes or {}).values()):
                        child.terminate()
        self.threads.shutdown(wait, cancel_futures=cancel_futures)
        for process in self.processes:
            process.shutdown(wait, cancel_futures=cancel_futures)


def ignore_interrupts():
    """Keep Ctrl-C from the processes that this thread starts: who started them ends them.

    A terminal sends it to all at once, and each would answer with a traceback.
    """
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def end_with_parent():
    """In a worker: end at once when the process that started it is gone, even in mid-trial."""

    def watch():
        multiprocessing.parent_process().join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
