"""The command ``adamtext check MODULE:NAME``."""

import importlib
import os
import sys
from functools import reduce

HYPERPARAMETERS = ("alpha", "beta1", "beta2", "eps")


def add_check(commands):
    """Add ``check [--alpha X] [--beta1 X] [--beta2 X] [--eps X] MODULE:NAME``."""
    parser = commands.add_parser(
        "check",
        help="say whether an optimiser is Adam, and if not, which mistake explains it",
        description="Hold an optimiser to the contract of Adam: exit code 1 if it breaks it.",
        epilog="For example: adamtext check torch.optim:Adam, or adamtext check mymodule:my_adam "
        "with a mymodule.py in the current directory.",
    )
    parser.add_argument(
        "optimizer",
        metavar="MODULE:NAME",
        help="an Optimizer, a function of alpha, beta1, beta2, eps that returns one, or a class "
        "of torch.optim",
    )
    for name in HYPERPARAMETERS:
        help = "what an Optimizer was made with (default: Adam's)"
        parser.add_argument(f"--{name}", type=float, metavar="X", help=help)
    parser.set_defaults(run=run_check, wrong=parser.error)


def run_check(args):
    """Check what was named, and print the report."""
    from adamtext.teach.contract import check

    chosen = {name: getattr(args, name) for name in HYPERPARAMETERS}
    chosen = {name: value for name, value in chosen.items() if value is not None}
    here = os.getcwd()
    sys.path.insert(0, here)  # as python -m does
    try:
        report = check(load(args.optimizer), **chosen)
    except (LookupError, TypeError, ValueError) as error:
        args.wrong(f"{args.optimizer}: {' '.join(str(error).split())}")
    finally:
        sys.path.remove(here)
    print(report)
    return 0 if report.ok else 1


def load(text):
    """Import what ``text``, MODULE:NAME, says.

    Raises
    ------
    LookupError
        If there is no such thing.
    """
    module_name, colon, name = text.partition(":")
    if not (colon and module_name and name):
        raise LookupError("must be MODULE:NAME")
    try:
        module = importlib.import_module(module_name)
    except (Exception, SystemExit) as error:
        reason = f"{type(error).__name__}: {error}"
        raise LookupError(f"cannot import {module_name} ({reason})") from error
    try:
        return reduce(getattr, name.split("."), module)
    except AttributeError:
        raise LookupError(f"module {module_name} has no {name}") from None
