"""The command ``adamtext check MODULE:NAME``."""

import contextlib
import importlib
import importlib.util
import json
import os
import sys
from functools import reduce
from pathlib import Path

HYPERPARAMETERS = ("alpha", "beta1", "beta2", "eps")
EPILOG = """Exit codes: 0 if it is Adam (or AdamW), 1 if it is not, 2 if it could not be examined.
For example: adamtext check torch.optim:Adam, adamtext check optax:adam, or adamtext check
mine.py:my_adam with a mine.py in the current directory. What it cannot take needs a few lines
around it: adamtext check --wrapper shows them."""


def add_check(commands):
    """Add ``check [--alpha X] … [--verbose | --json] MODULE:NAME`` and ``check --wrapper``."""
    parser = commands.add_parser(
        "check",
        help="say whether an optimiser is Adam, and if not, which mistake explains it",
        description="Hold an optimiser to the contract of Adam: a class of torch, optax, Keras, "
        "MLX or JAX; a function of (w, g, m, v, t); a class that steps arrays, lists, dicts, "
        "layers or parameters; a function with the whole loop; a pair of functions, init and step.",
        epilog=EPILOG,
    )
    parser.add_argument(
        "optimizer",
        nargs="?",
        metavar="MODULE:NAME",
        help="where it is, or FILE.py:NAME",
    )
    for name in HYPERPARAMETERS:
        help = "what to check it with, or what it was made with (default: Adam's)"
        parser.add_argument(f"--{name}", type=float, metavar="X", help=help)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--verbose", action="store_true", help="show all tests")
    how.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument(
        "--wrapper", action="store_true", help="show lines to wrap what it cannot take"
    )
    parser.set_defaults(run=run_check, wrong=parser.error)


def run_check(args):
    """Check what was named, and print the report."""
    from adamtext.teach.contract import check
    from adamtext.teach.examine.wrapper import WRAPPER

    if args.wrapper:
        print(WRAPPER)
        return 0
    if args.optimizer is None:
        args.wrong("the following arguments are required: MODULE:NAME")
    chosen = {name: getattr(args, name) for name in HYPERPARAMETERS}
    chosen = {name: value for name, value in chosen.items() if value is not None}
    here = os.getcwd()
    sys.path.insert(0, here)  # as python -m does
    choose_backend()
    try:
        with contextlib.redirect_stdout(sys.stderr):  # what a module prints is no report
            optimizer = load(args.optimizer)
        report = check(optimizer, **chosen)
    except (LookupError, TypeError, ValueError) as error:
        args.wrong(f"{args.optimizer}: {' '.join(str(error).split())}")
    finally:
        sys.path.remove(here)
    if args.json:
        print(json.dumps(report.as_dict(), indent=1))
    else:
        print(report.long() if args.verbose else report)
    return report.exit_code


def choose_backend():
    """Let Keras run on what is there, if nobody chose: by itself it wants TensorFlow."""
    found = [name for name in ("torch", "jax") if importlib.util.find_spec(name)]
    if found and not importlib.util.find_spec("tensorflow"):
        os.environ.setdefault("KERAS_BACKEND", found[0])


def load(text):
    """Import what ``text``, MODULE:NAME or FILE.py:NAME, says.

    Raises
    ------
    LookupError
        If there is no such thing.
    """
    module_name, _, name = text.rpartition(":")
    if module_name and not name and not module_name.endswith(":"):
        raise LookupError(f"must be MODULE:NAME{named_in(module_name)}")
    if not module_name:
        hint = named_in(text) if text.endswith(".py") else ""
        raise LookupError(f"must be MODULE:NAME{hint}")
    module = imported(module_name)
    try:
        return reduce(getattr, name.split("."), module)
    except AttributeError:
        raise LookupError(
            f"module {module_name} has no {name}{named_in(module_name, module)}"
        ) from None


def imported(name):
    """Import a module by its name, or from a file.

    Raises
    ------
    LookupError
        If it cannot be imported: with the line of its own where that ended.
    """
    try:
        if not name.endswith(".py"):
            return importlib.import_module(name)
        path = Path(name).resolve()
        if not path.is_file():
            raise LookupError(f"there is no file {name}")
        sys.path.insert(0, str(path.parent))
        try:
            spec = importlib.util.spec_from_file_location(path.stem, path)
            module = importlib.util.module_from_spec(spec)
            sys.modules[path.stem] = module
            spec.loader.exec_module(module)
        finally:
            sys.path.remove(str(path.parent))
        return module
    except LookupError:
        raise
    except (Exception, SystemExit) as error:
        raise LookupError(f"cannot import {name} ({type(error).__name__}: {error})") from error


def named_in(name, module=None):
    """Return a hint at what a module has that may have been meant; "" if there is nothing."""
    try:
        module = module or imported(name)
    except LookupError:
        return ""
    found = [
        k
        for k, x in vars(module).items()
        if getattr(x, "__module__", None) == module.__name__ and callable(x) and k[0] != "_"
    ]
    like = [k for k in found if "ada" in k.lower() or "opt" in k.lower()] or found
    return f": try {name}:{like[0]}" if like and len(like) < 99 else ""
