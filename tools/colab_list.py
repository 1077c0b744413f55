"""Compare requirements-colab.txt with the list of packages that Colab publishes.

Use it as `python -m tools.colab_list`, or with `--file FILE` for a list that is on this disk. The
exit code is 1 if the first two numbers of a version differ, or if a package has left the list: then
the rehearsal of `make colab` rehearses a Colab of the past.
"""

import argparse
import re
import sys
import urllib.request
from datetime import date
from pathlib import Path

LIST = "https://raw.githubusercontent.com/googlecolab/backend-info/main/pip-freeze.txt"
OURS = Path(__file__).parents[1] / "requirements-colab.txt"
LINE = re.compile(r"^([\w.-]+)(?:==| @ .*?-)(\d+(?:\.\d+)*)", re.M)


def versions(text):
    r"""Return a dict of package to version, from lines like ``torch==2.11.0``.

    Colab installs some packages from files; their version is in the file's name.

    >>> versions("numpy==2.1.3\\ntorch @ https://host/torch-2.11.0%2Bcu130-cp313-linux.whl")
    {'numpy': '2.1.3', 'torch': '2.11.0'}
    """
    return {name.lower(): version for name, version in LINE.findall(text)}


def differences(ours, colabs):
    """Say, a line for each package, where Colab has another version than we rehearse with."""
    return [
        f"{name}: we rehearse {version}, Colab has {colabs.get(name, 'none')}"
        for name, version in versions(ours).items()
        if version.split(".")[:2] != colabs.get(name, "").split(".")[:2]
    ]


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--file", type=Path, help="a list on this disk, instead of Colab's own")
    file = parser.parse_args(arguments).file
    try:
        if file:
            text = file.read_text("utf-8")
        else:
            with urllib.request.urlopen(LIST, timeout=60) as answer:
                text = answer.read(2_000_000).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        print(f"{file or LIST} cannot be read: {error}", file=sys.stderr)
        return 2
    found = differences(OURS.read_text("utf-8"), versions(text))
    print(*found, sep="\n", end="\n" if found else "")
    if found:
        print(f"Put these versions and {date.today()} into {OURS.name}, then run `make colab`.")
    return len(found) > 0


if __name__ == "__main__":
    sys.exit(main())
