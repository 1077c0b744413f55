"""Sweeps of trials, here or on a cluster: :func:`sweep` is all that a reader needs."""

from concurrent.futures import BrokenExecutor, as_completed

from tqdm import tqdm

from adamtext.lab.kept import results_folder, store, stored
from adamtext.lab.needs import work
from adamtext.lab.trials import PROTOCOL, Trial, run_trial
from adamtext.lab.where import where
from adamtext.lab.workers import LocalWorkers

__all__ = ["LocalWorkers", "Trial", "run_trial", "sweep"]


def sweep(trials, executor=None, folder=None, progress=True, run=run_trial):
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
        Where results are stored, by default :func:`adamtext.lab.kept.results_folder`.
    progress : bool or str
        Whether to show a bar, with an estimate of the time left, on standard error; and its name.
    run : callable
        What turns a trial into its result, where the trial runs.

    Returns
    -------
    list of dict
        As :func:`~adamtext.lab.trials.run_trial` returns them; ``outcome`` is "finished",
        "diverged" or "failed".

    Raises
    ------
    OSError
        If a result cannot be stored. Those stored before it stay.
    """
    wanted, folder = list(trials), folder or results_folder()
    results = {trial: stored(trial, folder) for trial in wanted}
    waiting = [trial for trial in results if results[trial] is None]
    bar = tqdm(
        desc=_count(results, progress),
        total=sum(map(work, results)),
        initial=sum(map(work, results)) - sum(map(work, waiting)),
        **({} if progress and waiting else {"disable": True}),  # TQDM_DISABLE has a word, too
        bar_format="{desc} |{bar}| {percentage:.0f}%, {elapsed} gone, {remaining} to go",
        mininterval=0,
        smoothing=0,  # workers end in bursts, so only the mean speed tells anything
    )
    own = LocalWorkers() if executor is None else None
    futures = {}
    try:
        for trial in waiting:
            futures[(executor or own).submit(run, trial)] = trial
        for future in as_completed(futures):
            trial = futures[future]
            results[trial] = outcome(trial, future)
            store(results[trial], folder)
            bar.set_description_str(_count(results, progress), refresh=False)
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
    return [results[trial] for trial in wanted]


def outcome(trial, future):
    """Return the result of a trial that has ended, whatever way it ended."""
    try:
        return future.result()
    except BrokenExecutor as error:
        why = f"the worker process died, for want of memory perhaps ({type(error).__name__})"
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
    failed = {"trial": trial.as_dict(), "outcome": "failed", "why": why}
    return {**failed, "where": where(), "protocol": PROTOCOL}


def _count(results, name):
    done = sum(result is not None for result in results.values())
    name = f"{name}: " if isinstance(name, str) else ""
    return f"{name}{done} of {len(results)} trials"
