"""The command line: ``adamtext``, or ``python -m adamtext``."""

import argparse
import os
import shutil
import sys
import textwrap

from adamtext.lab.experiments_command import add_experiments
from adamtext.teach.check_command import add_check


class Parser(argparse.ArgumentParser):
    """A parser that reports a wrong command line in one line and exits with 2."""

    def error(self, message):
        """Say what is wrong and where help is to be had."""
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(argv=None):
    """Run one command and return its exit code.

    Parameters
    ----------
    argv : list of str, optional
        The arguments, by default those of the process.

    Returns
    -------
    int
        0 if all is well, 1 if a check or a download failed, 130 if interrupted, 141 if nobody
        reads any more.

    Raises
    ------
    SystemExit
        As argparse does: 0 after ``--help`` and ``--version``, 2 if the command line is wrong.
    """
    from adamtext import __version__

    parser = Parser(prog="adamtext", description="The command line of Adam, Step by Step.")
    parser.add_argument("--version", action="version", version=f"adamtext {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in COMMANDS:
        add(commands)
    args = parser.parse_args(argv)
    try:
        status = args.run(args)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # by `| head`, whose reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as error:
        return _fail(error)
    except KeyboardInterrupt:
        print("\nadamtext: interrupted", file=sys.stderr)  # below the progress bar
        return 130


def _fail(reason):
    print(f"adamtext: {reason}", file=sys.stderr)
    return 1


# Contents of the sets, in the order of the paper's experiments: small, full.
HOLDS = {
    "mnist": ("20000 + 5000 images of 28 x 28", "60000 + 10000 images"),
    "imdb": (
        "all 25000 + 25000 reviews as presence of 10000 words",
        "their text, which gives the same arrays",
    ),
    "cifar10": ("2000 + 1000 images of 32 x 32 x 3", "50000 + 10000 images"),
    "topics": ("the help texts of Python 3.11, 79422 words and marks", None),  # this is all of it
}


def add_datasets(commands):
    """Add ``datasets list | fetch | verify``."""
    parser = commands.add_parser(
        "datasets",
        help="list the data sets, bring the full ones, check them",
        description="Small sets come with the package, all but its light wheel; full ones are "
        "fetched once, into a cache.",
    )
    parser.set_defaults(run=list_datasets)
    actions = parser.add_subparsers(title="actions (default: list)", metavar="ACTION")
    actions.add_parser("list", help="what each set holds, and which full files are cached")
    fetch = actions.add_parser("fetch", help="bring a full set into the cache")
    fetch.set_defaults(run=fetch_datasets)
    verify = actions.add_parser("verify", help="check the hashes: exit code 1 if one is wrong")
    verify.set_defaults(run=verify_datasets)
    fetched = [name for name, (_, full) in HOLDS.items() if full]
    fetch.add_argument("name", **_choice(fetched))
    verify.add_argument("name", nargs="?", default="all", **_choice(HOLDS))


def _choice(names):
    names = (*names, "all")
    return {"choices": names, "metavar": "NAME", "help": " | ".join(names)}


def list_datasets(args):
    """Say what each set holds, and which files of the full sets are cached."""
    from adamtext.lab import cache

    print(f"cache: {cache.cache_folder()} (ADAMTEXT_CACHE names another)")
    for name, (small, full) in HOLDS.items():
        print(f"\n{name}\n  small: {small}" + (f"\n  full:  {full}" if full else ""))
        for file, state in cache.states(name).items() if full else ():
            print(f"    {state:8} {file} ({cache.FILES[name][file].size / 1e6:.2f} MB)")
    return 0


def fetch_datasets(args):
    """Bring full sets into the cache; a set that fails does not keep the others back."""
    from adamtext.lab import cache

    code = 0
    for name in _names(args, cache.FILES):
        try:
            print(f"{name}: complete in {cache.fetch(name)}")
        except OSError as error:
            code = _fail(error)
    return code


def verify_datasets(args):
    """Check the embedded files, and those of the full sets that are cached."""
    from adamtext.lab import cache, embedded

    wrong = []
    for name in _names(args, HOLDS):
        full = cache.states(name) if name in cache.FILES else {}
        for size, states in (("small", embedded.states(name)), ("full", full)):
            for file, state in states.items():
                print(f"{name} {size} {file}: {state}")
                # what was never fetched is not wrong, unless there is nowhere to fetch it from
                lost = state == "absent" and size == "small" and cache.address() is None
                if state == "damaged" or lost:
                    wrong.append(f"{file} is {state}")
    return _fail("; ".join(wrong)) if wrong else 0


def _names(args, every):
    return list(every) if args.name == "all" else [args.name]


def add_claims(commands):
    """Add ``claims [--verdict VERDICT] [ID ...]``."""
    parser = commands.add_parser(
        "claims",
        help="compute the evidence for what the paper claims",
        description="Compute the evidence for each claim of the paper and print the verdicts: "
        "exit code 1 if one is not the recorded one.",
    )
    parser.add_argument("ids", nargs="*", metavar="ID", help="a claim (default: all)")
    verdicts = ("holds", "holds-if", "false-as-printed", "not-reproduced", "not-testable-here")
    parser.add_argument(
        "--verdict", choices=verdicts, metavar="VERDICT", help="only those: " + " | ".join(verdicts)
    )
    parser.set_defaults(run=print_claims, wrong=parser.error)


def print_claims(args):
    """Check the claims that were asked for, and print the ledger."""
    from adamtext.teach.claims import ALIASES, CLAIMS, VerdictChanged, check
    from adamtext.teach.claims.ledger import count
    from adamtext.teach.claims.table import as_text, slug

    ids = [ALIASES.get(name, name) for name in args.ids]
    for name in ids:
        if name not in CLAIMS:
            args.wrong(f"argument ID: invalid choice: {name!r} (choose from {', '.join(CLAIMS)})")
    width = min(max(shutil.get_terminal_size().columns, 80), 100)
    wanted = [CLAIMS[name] for name in ids or CLAIMS]
    wanted = [claim for claim in wanted if args.verdict in (None, slug(claim.verdict))]
    wrong = []
    for claim in wanted:
        try:
            print(as_text(claim, check(claim).explanation, width), end="\n\n")
        except VerdictChanged as error:
            wrong.append(str(error))
    print(textwrap.fill(count(wanted), width))
    for reason in wrong:
        _fail(reason)
    return 1 if wrong else 0


# A command is a function that adds its parser to argparse's subparsers and sets `run` there.
COMMANDS = (add_datasets, add_claims, add_experiments, add_check)

if __name__ == "__main__":
    sys.exit(main())
