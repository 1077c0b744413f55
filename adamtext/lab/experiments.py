"""Sweeps of trials, here or on a cluster: :func:`sweep` is all that a reader needs."""

import multiprocessing
import os
import threading
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

from tqdm import tqdm

from adamtext.lab.results import results_folder, store, stored
from adamtext.lab.trials import PROTOCOL, Trial, run_trial, where

__all__ = ["LocalWorkers", "Trial", "run_trial", "sweep"]


class LocalWorkers(Executor):
    """Processes on this machine, each apart: where one dies, only its own trial is lost.

    Parameters
    ----------
    count : int, optional
        How many; as many as there are cores by default.
    """

    def __init__(self, count=None):
        if count is not None and (not isinstance(count, int) or count < 1):
            raise ValueError(f"workers must be a whole number >= 1, got {count!r}")
        self.threads = ThreadPoolExecutor(count or os.cpu_count())
        self.here = threading.local()
        self.processes = []

    def submit(self, function, /, *args, **kwargs):
        """Call ``function`` in the next free process; BrokenProcessPool is raised if that dies."""
        return self.threads.submit(self._call, function, *args, **kwargs)

    def _call(self, function, *args, **kwargs):
        if getattr(self.here, "process", None) is None:
            context = multiprocessing.get_context("spawn")
            self.here.process = ProcessPoolExecutor(1, context, end_with_parent)
            self.processes.append(self.here.process)
        try:
            return self.here.process.submit(function, *args, **kwargs).result()
        except BrokenProcessPool:
            self.here.process = None
            raise

    def shutdown(self, wait=True, *, cancel_futures=False):
        """Stop: at once with ``wait=False``, otherwise when all that was submitted is done."""
        if not wait:
            for process in self.processes:
                for child in list((process._processes or {}).values()):
                    child.terminate()
        self.threads.shutdown(wait, cancel_futures=cancel_futures)
        for process in self.processes:
            process.shutdown(wait, cancel_futures=cancel_futures)


def end_with_parent():
    """In a worker: end at once when the process that started it is gone, even in mid-trial."""

    def watch():
        multiprocessing.parent_process().join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def sweep(trials, executor=None, folder=None, progress=True):
    """Run trials and return their results, in the trials' order.

    Each result is stored as soon as its trial ends, and a trial whose result is stored is not
    run again: a sweep that was interrupted goes on where it was. A trial that raises an error, or
    whose worker dies, is recorded as "failed", does not stop the others, and is tried again by
    the next sweep.

    Parameters
    ----------
    trials : iterable of Trial
    executor : concurrent.futures.Executor, optional
        By default, processes on this machine, as many as cores. For a cluster, for instance
        ``dask.distributed.Client(address).get_executor()``. It is not shut down.
    folder : path, optional
        Where results are stored, by default :func:`adamtext.lab.results.results_folder`.
    progress : bool
        Whether to show a bar, with an estimate of the time left, on standard error.

    Returns
    -------
    list of dict
        As :func:`run_trial` returns them; ``outcome`` is "finished", "diverged" or "failed".

    Raises
    ------
    OSError
        If a result cannot be stored. Those stored before it stay.
    """
    trials, folder = list(dict.fromkeys(trials)), folder or results_folder()
    results = {trial: stored(trial, folder) for trial in trials}
    waiting = [trial for trial in trials if results[trial] is None]
    total = sum(map(work, trials))
    bar = tqdm(
        total=total,
        initial=total - sum(map(work, waiting)),
        **({} if progress and waiting else {"disable": True}),
        bar_format="{desc} {percentage:3.0f}% |{bar}| {elapsed} done, {remaining} to go {postfix}",
    )
    own = LocalWorkers() if executor is None else None
    futures = {(executor or own).submit(run_trial, trial): trial for trial in waiting}
    try:
        for future in as_completed(futures):
            trial = futures[future]
            results[trial] = outcome(trial, future)
            store(results[trial], folder)
            bar.update(work(trial))
    except BaseException:
        for future in futures:
            future.cancel()
        if own:
            own.shutdown(wait=False, cancel_futures=True)
        raise
    finally:
        bar.close()
    if own:
        own.shutdown()
    return [results[trial] for trial in trials]


def outcome(trial, future):
    """Return the result of a trial that has ended, whatever way it ended."""
    try:
        return future.result()
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        failed = {"trial": trial.as_dict(), "outcome": "failed", "why": why}
        return {**failed, "where": where(), "protocol": PROTOCOL}


def work(trial):
    """How much of the progress bar a trial is: passes times examples, as far as they are known."""
    return trial.passes * (trial.rows or 1)
