"""The lists of packages: each that is wanted is pinned, and each that is pinned has its hashes."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LISTS = ["requirements", "requirements-test"]


def wanted(text):
    """Yield what a short list names."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def pinned(text):
    """Map the names of a locked list to their versions, and to the number of their hashes."""
    found = {}
    for entry in re.split(r"\n(?=\S)", re.sub(r"^ *#.*\n", "", text, flags=re.M)):
        head = entry.partition("--hash")[0].replace("\\", "").strip()
        if head:
            requirement = Requirement(head)
            (version,) = requirement.specifier
            hashes = len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", entry))
            name = canonicalize_name(requirement.name)
            found.setdefault(name, []).append((version, hashes))
    return found


def faults(short, locked):
    """List what does not fit between a short list and the locked one."""
    entries, found = pinned(locked), []
    for requirement in wanted(short):
        versions = entries.get(canonicalize_name(requirement.name), [])
        if not versions:
            found.append(f"{requirement.name} is not locked")
        found += [
            f"{requirement.name} is locked in another version"
            for version, _ in versions
            if not requirement.specifier.contains(version.version)
        ]
    for name, versions in entries.items():
        found += [f"{name} has no hash" for _, hashes in versions if not hashes]
        found += [f"{name} is not pinned" for version, _ in versions if version.operator != "=="]
    return found


@pytest.mark.parametrize("name", LISTS)
def test_what_is_wanted_is_locked(name):
    short, locked = ((ROOT / f"{name}.{end}").read_text("utf-8") for end in ("in", "txt"))
    assert len(pinned(locked)) > len(wanted(short))  # what is needed in turn
    assert faults(short, locked) == [], "run `make lock`"


def test_both_lists_agree():
    first, second = (pinned((ROOT / f"{name}.txt").read_text("utf-8")) for name in LISTS)
    assert {name for name in first.keys() & second.keys() if first[name] != second[name]} == set()


HASH = "    --hash=sha256:" + 64 * "0"
GOOD = f"""# made by a tool
one==1.0 \\
{HASH}
    # via two
two==2.0 ; python_version < '4' \\
{HASH}
"""


def test_a_good_list_has_no_faults():
    assert faults("one==1.0  # why\n\n# two\nTwo", GOOD) == []


@pytest.mark.parametrize(
    ("short", "locked", "fault"),
    [
        ("three==3.0", GOOD, "three is not locked"),
        ("one==1.1", GOOD, "one is locked in another version"),
        ("one==1.0", GOOD.replace(HASH, "", 1), "one has no hash"),
        ("one", GOOD.replace("one==", "one>="), "one is not pinned"),
    ],
)
def test_a_list_that_does_not_fit_is_refused(short, locked, fault):
    assert faults(short, locked) == [fault]
