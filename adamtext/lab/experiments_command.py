"""The command ``adamtext experiments run | list | status | record | restore``."""

import argparse
import sys
from contextlib import contextmanager

DEVICES = ("cpu", "cuda")
TIMEOUT = 8  # seconds for a scheduler to answer


def add_experiments(commands):
    """Add ``experiments run | list | status | record | restore``."""
    parser = commands.add_parser(
        "experiments",
        help="run the experiments of the paper, small or at its scale, here or on a cluster",
        description="Each result is kept as soon as it is there: what was interrupted goes on.",
    )
    parser.set_defaults(run=list_figures)
    actions = parser.add_subparsers(title="actions (default: list)", metavar="ACTION")
    actions.add_parser("list", help="the figures, their budgets, and how much work they are")
    status = actions.add_parser("status", help="what is kept so far, and missing; runs nothing")
    status.set_defaults(run=print_status, wrong=status.error)
    status.add_argument(
        "figure", nargs="?", metavar="FIGURE", help="one, contestant by contestant (default: all)"
    )

    run = actions.add_parser("run", help="tune the contestants of a figure, then race them")
    run.set_defaults(run=run_experiment, wrong=run.error)
    _add_figure(run, default="small")
    run.add_argument(
        "--device", choices=DEVICES, default="cpu", help="where PyTorch computes (default: cpu)"
    )
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

    restore = actions.add_parser("restore", help="go on from a record: keep its trials as if run")
    restore.set_defaults(run=restore_figure, wrong=restore.error)
    _add_figure(restore, default="full")


def _add_figure(parser, default):
    parser.add_argument("figure", metavar="FIGURE", help="as adamtext experiments list names it")
    parser.add_argument(
        "--size", default=default, metavar="SIZE", help=f"small | full | … (default: {default})"
    )


def _workers(text):
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not 1 <= number <= 1024:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to 1024, got {text!r}")
    return number


def list_figures(args):
    """Say what each figure shows, its budget, and how much work it is at each size."""
    from adamtext.lab.figures import FIGURES
    from adamtext.lab.needs import num_examples
    from adamtext.lab.races import Race, progress
    from adamtext.lab.report import duration

    for name, figure in FIGURES.items():
        print(f"{name}: {figure.what}")
        for size, plan in figure.plans.items():
            state = progress(plan, lambda trial: None)
            trial = state.missing[0]
            if isinstance(plan, Race):
                count = f"{len(plan.contestants)} x at most {plan.budget} + {len(plan.seeds)}"
            else:
                count = f"{len(state.missing)}"
            print(
                f"  {size:6}{count} trials, {trial.passes} passes over {num_examples(trial)} "
                f"examples, {duration(state.minutes)}"
            )
    print(
        "N x at most B + S trials: each of N contestants may use B to find its hyper-parameters, "
        "at the\njudged horizon and on a seed of its own; the best then runs on S other seeds."
    )
    return 0


def print_status(args):
    """Say how far each figure has come, and whether it was recorded; or how far one has."""
    from adamtext.lab import kept
    from adamtext.lab.figures import FIGURES
    from adamtext.lab.report import searches, to_go, whether_recorded

    if args.figure is not None:
        _check_figure(args)
    folder = kept.results_folder()
    print(f"results: {folder} (ADAMTEXT_RESULTS names another)")
    if left := kept.older(folder):
        print(f"{left} results of another protocol lie there; they are left as they are")
    for name in [args.figure] if args.figure else FIGURES:
        for size in FIGURES[name].plans:
            state = _stored(name, size)
            line = f"{state.done} trials kept, {to_go(state)}"
            print(f"{name:13} {size:6}{line}; {whether_recorded(name, size)}")
            if args.figure:
                print(*(f"  {line}" for line in searches(name, size, state)), sep="\n")
    return 0


def _stored(name, size):
    from adamtext.lab.figures import stored_figure

    return stored_figure(name, size)


def record_figure(args):
    """Write what is kept of a figure into one file.

    Raises
    ------
    OSError
        If nothing of it is kept, or the file cannot be written.
    """
    from adamtext.lab.kept import results_folder
    from adamtext.lab.report import to_go
    from adamtext.lab.results import RECORDED, record

    _check_figure(args)
    state = _stored(args.figure, args.size)
    if not state.done:
        raise OSError(f"nothing of {args.figure} ({args.size}) is kept in {results_folder()}")
    command = f"adamtext experiments run {args.figure} --size {args.size}"
    path = record(args.figure, args.size, state, command, args.to or RECORDED)
    size = path.stat().st_size / 1000
    print(f"{state.done} trials recorded in {path} ({size:.0f} kB); {to_go(state)}")
    return 0


def restore_figure(args):
    """Keep the trials of a record as if they had been run here, so that ``run`` goes on."""
    from adamtext.lab.kept import results_folder
    from adamtext.lab.results import RECORDED, recorded, restore

    _check_figure(args)
    count = restore(recorded(args.figure, args.size, RECORDED), results_folder())
    print(f"{count} trials restored into {results_folder()}")
    return 0


def run_experiment(args):
    """Tune and run a figure, and print how its contestants fared."""
    from adamtext.lab.figures import run_figure
    from adamtext.lab.kept import results_folder
    from adamtext.lab.report import table, to_go

    _check_figure(args)
    state = _stored(args.figure, args.size)
    kept = f"{state.done} trials kept in {results_folder()}, {to_go(state)}"
    _say(f"{args.figure} ({args.size}): {kept}")
    _say("Interrupt when you like: the same command goes on from there.")
    _check_device(args.device)
    try:
        with _executor(args) as executor:
            _bring_needs(state.missing, args, executor)
            state = run_figure(args.figure, args.size, executor, device=args.device)
    except KeyboardInterrupt:
        state = _stored(args.figure, args.size)
        _say(f"\nadamtext: interrupted: {to_go(state)}; the same command goes on from there")
        return 130
    print(*table(args.figure, args.size, state), sep="\n")
    print(f"results: {results_folder()} (ADAMTEXT_RESULTS names another)")
    groups = [*(each.results for each in state.tuning.values()), *state.results.values()]
    failed = [one for group in groups for one in group if one["outcome"] == "failed"]
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
    sizes = FIGURES[args.figure].plans
    if getattr(args, "size", None) not in (None, *sizes):
        args.wrong(
            f"argument --size: invalid choice: {args.size!r} (choose from {', '.join(sizes)})"
        )


def _check_device(device):
    if device == "cpu":
        return
    try:
        from torch.cuda import is_available
    except ImportError:
        raise OSError("--device cuda needs PyTorch: pip install torch") from None
    if not is_available():
        raise OSError("--device cuda: PyTorch finds no GPU here; run without it, on the CPU")


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


def _bring_needs(trials, args, executor):
    """Say once, before any trial runs, that data or PyTorch are wanting where trials run."""
    from adamtext.lab.needs import bring_needs

    if args.scheduler:
        executor.submit(bring_needs, trials).result()
    else:
        bring_needs(trials)
