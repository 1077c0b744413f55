"""The command ``adamtext experiments run | list | status | record``."""

import argparse
import statistics
import sys
from collections import Counter
from contextlib import contextmanager

SIZES = ("small", "full")
TIMEOUT = 8  # seconds for a scheduler to answer


def add_experiments(commands):
    """Add ``experiments run | list | status | record``."""
    parser = commands.add_parser(
        "experiments",
        help="run the experiments of the paper, small or at its scale, here or on a cluster",
        description="Each result is kept as soon as it is there: what was interrupted goes on.",
    )
    parser.set_defaults(run=list_figures)
    actions = parser.add_subparsers(title="actions (default: list)", metavar="ACTION")
    actions.add_parser("list", help="the figures, and how much work they are")
    status = actions.add_parser("status", help="which results are kept so far; runs nothing")
    status.set_defaults(run=print_status)

    run = actions.add_parser("run", help="tune the step sizes of a figure, then make its curves")
    run.set_defaults(run=run_experiment, wrong=run.error)
    _add_figure(run, default="small")
    workers = run.add_mutually_exclusive_group()
    workers.add_argument(
        "--workers", type=_workers, metavar="N", help="processes here (default: one a core)"
    )
    workers.add_argument(
        "--scheduler", metavar="ADDRESS", help="of a Dask cluster: tcp://HOST:PORT"
    )

    record = actions.add_parser("record", help="write what is kept of a figure into one file")
    record.set_defaults(run=record_figure, wrong=record.error)
    _add_figure(record, default="full")
    record.add_argument("--to", metavar="FOLDER", help="where (default: with the package)")


def _add_figure(parser, default):
    parser.add_argument("figure", metavar="FIGURE", help="as adamtext experiments list names it")
    help = f"{' | '.join(SIZES)} (default: {default})"
    parser.add_argument("--size", choices=SIZES, default=default, metavar="SIZE", help=help)


def _workers(text):
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number >= 1, got {text!r}")
    return number


def list_figures(args):
    """Say what each figure shows, and how much work it is at each size."""
    from adamtext.lab.figures import FIGURES, num_trials
    from adamtext.lab.needs import NEEDS

    for name, figure in FIGURES.items():
        print(f"{name}: {figure.what}")
        for size, scale in figure.scales.items():
            tuning, curves = num_trials(name, size)
            count = f"{tuning} + {curves} trials" if tuning else f"{curves} trials"
            of_all = NEEDS[scale.trial["problem"]].examples[scale.trial.get("data", "small")]
            rows = scale.trial.get("rows", of_all)
            print(f"  {size:6}{count}, {scale.trial['passes']} passes over {rows} examples")
    print("A + B trials: A find the step sizes, B make the curves.")
    return 0


def print_status(args):
    """Say how many results of each figure are kept, and whether it was recorded."""
    from adamtext.lab import results
    from adamtext.lab.figures import FIGURES

    print(f"results: {results.results_folder()} (ADAMTEXT_RESULTS names another)")
    for name, figure in FIGURES.items():
        for size in figure.scales:
            kept, total, _, _ = _kept(name, size)
            diverged = sum(result["outcome"] == "diverged" for result in kept)
            there = (results.RECORDED / f"{name}-{size}.json").exists()
            line = f"{len(kept)} of {total} trials kept, {diverged} of them diverged"
            print(f"{name:11} {size:6}{line}; {'recorded' if there else 'not recorded'}")
    return 0


def _kept(name, size):
    from adamtext.lab.figures import num_trials, stored_figure

    tuning, curves = stored_figure(name, size)
    return _flat(tuning, curves), sum(num_trials(name, size)), tuning, curves


def _flat(*groups):
    return [result for group in groups for results in group.values() for result in results]


def record_figure(args):
    """Write what is kept of a figure into one file.

    Raises
    ------
    OSError
        If nothing of it is kept, or the file cannot be written.
    """
    from adamtext.lab.results import RECORDED, record, results_folder

    _check_figure(args)
    kept, total, tuning, curves = _kept(args.figure, args.size)
    if not kept:
        raise OSError(f"nothing of {args.figure} ({args.size}) is kept in {results_folder()}")
    command = f"adamtext experiments run {args.figure} --size {args.size}"
    path = record(args.figure, args.size, tuning, curves, command, args.to or RECORDED)
    print(f"{len(kept)} of {total} trials recorded in {path} ({path.stat().st_size / 1000:.0f} kB)")
    return 0


def run_experiment(args):
    """Tune and run a figure, and print how its contestants fared."""
    from adamtext.lab.figures import run_figure
    from adamtext.lab.results import results_folder

    _check_figure(args)
    _say(f"{args.figure} ({args.size}): {_progress(args)} in {results_folder()}")
    _say("Interrupt when you like: the same command goes on from there.")
    try:
        with _executor(args) as executor:
            _bring_needs(args, executor)
            tuning, curves = run_figure(args.figure, args.size, executor)
    except KeyboardInterrupt:
        _say(f"\nadamtext: interrupted: {_progress(args)}; the same command goes on from there")
        return 130
    print(*table(curves), sep="\n")
    print(f"results: {results_folder()} (ADAMTEXT_RESULTS names another)")
    failed = [result for result in _flat(tuning, curves) if result["outcome"] == "failed"]
    for result in failed:
        _say(f"adamtext: {_name(result['trial'])} failed: {result['why']}")
    return 1 if failed else 0


def _say(line):
    print(line, file=sys.stderr)


def _check_figure(args):
    from adamtext.lab.figures import FIGURES

    if args.figure not in FIGURES:
        names = ", ".join(FIGURES)
        args.wrong(f"argument FIGURE: invalid choice: {args.figure!r} (choose from {names})")


def _progress(args):
    kept, total, _, _ = _kept(args.figure, args.size)
    return f"{len(kept)} of {total} trials kept"


def _name(trial):
    hyper = ", ".join(f"{name}={value}" for name, value in trial["hyper"].items())
    return f"{trial['rule']}({hyper}), seed {trial['seed']}, {trial['passes']} passes"


@contextmanager
def _executor(args):
    """Workers that are gone afterwards: at once, if something goes wrong."""
    if args.scheduler:
        client = _client(args.scheduler)
        try:
            yield client.get_executor()
        finally:
            client.close()
        return
    from adamtext.lab.workers import LocalWorkers

    workers = LocalWorkers(args.workers)
    try:
        yield workers
    except BaseException:
        workers.shutdown(wait=False, cancel_futures=True)
        raise
    workers.shutdown()


def _client(address):
    try:
        from distributed import Client
    except ImportError:
        message = "--scheduler needs Dask, which is not installed: pip install distributed"
        raise OSError(message) from None
    try:
        client = Client(address, timeout=TIMEOUT)
    except (OSError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise OSError(f"no scheduler answers at {address} ({reason})") from None
    count = len(client.scheduler_info()["workers"])
    _say(f"{address}: {count} workers" + ("" if count else ": nothing starts before one joins"))
    return client


def _bring_needs(args, executor):
    """Say once, before any trial runs, that data or PyTorch are wanting where trials run."""
    from adamtext.lab.figures import trials, tuning_trials
    from adamtext.lab.needs import bring_needs

    groups = tuning_trials(args.figure, args.size) or trials(args.figure, args.size)
    wanted = _flat(groups)
    if args.scheduler:
        executor.submit(bring_needs, wanted).result()
    else:
        bring_needs(wanted)


def table(curves):
    """Return lines: each contestant's best step size, and what became of its trials.

    The cost is the training cost after the last pass, as mean and range over seeds.
    """
    from adamtext.lab.figures import final_cost

    width = max(map(len, curves), default=0)
    yield f"{'':{width}}  {'step size':>9}  {'final cost (range over seeds)':33} {'seconds':>7}"
    for label, results in curves.items():
        groups = {}
        for result in results:
            groups.setdefault(result["trial"]["hyper"]["alpha"], []).append(result)
        costs = {alpha: [final_cost(one) for one in group] for alpha, group in groups.items()}
        best = min(costs, key=lambda alpha: statistics.fmean(costs[alpha]))
        low, high = min(costs[best]), max(costs[best])
        cost = f"{statistics.fmean(costs[best]):.4g} ({low:.4g} to {high:.4g})"
        seconds = sum(result.get("seconds", 0) for result in results)
        outcomes = Counter(result["outcome"] for result in results)
        count = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items()))
        yield f"{label:{width}}  {best:9g}  {cost:33} {seconds:7.0f}  {count}"
