"""CITATION.cff and CHANGELOG.md: valid, and of this version.

The schema is the official one, see vendored.toml.
"""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

import adamtext

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CITATION.cff").read_text("utf-8")
BARE = re.sub(r"^repository-code:.*\n", "", TEXT, flags=re.M)  # as before an address is set
CHANGES = (ROOT / "CHANGELOG.md").read_text("utf-8")
SCHEMA = json.loads((ROOT / "tests/vendor/cff/schema.json").read_text("utf-8"))


def faults(text):
    """List what the schema has against a CITATION.cff."""
    # as the schema asks: dates, and a version like 1.0, stay the words that they are in the file
    content = yaml.load(text, yaml.BaseLoader)
    validator = jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(content)]


def test_citation_is_valid():
    assert faults(TEXT) == []


@pytest.mark.parametrize(
    ("sound", "broken", "fault"),
    [
        ("cff-version: 1.2.0\n", "", "'cff-version' is a required property"),
        ("title: Adam, Step by Step\n", "", "'title' is a required property"),
        ("license: BSD-3-Clause", "license: BSD3", "license"),
        ("type: software", "type: book", "'book' is not one of"),
        ("  - name: The authors of Adam, Step by Step\n", "  - title: Us\n", "authors"),
        ("keywords:", "keyworts:", "'keyworts' was unexpected"),
        ("version: 0", "date-released: 2026-13-01\nversion: 0", "2026-13-01"),
        ("version: 0", "repository-code: here\nversion: 0", "repository-code"),
        ("type: conference-paper", "type: talk", "references"),
    ],
)
def test_broken_citation_is_refused(sound, broken, fault):
    assert sound in BARE
    assert fault in "\n".join(faults(BARE.replace(sound, broken, 1)))


def test_citation_with_an_address_is_valid():
    assert faults(BARE + "repository-code: https://github.com/OWNER/NAME\n") == []


def test_citation_names_this_version_and_the_paper():
    citation = yaml.safe_load(TEXT)
    assert citation["version"] == adamtext.__version__
    (paper,) = citation["references"]
    bibliography = (ROOT / "book/references.bib").read_text("utf-8")
    entry = re.search(r"@\w+\{kingma2015,.*?\n\}", bibliography, re.S)[0]
    arxiv = paper["identifiers"][0]["value"].replace("arXiv:", "https://arxiv.org/abs/")
    for said in (paper["title"], str(paper["year"]), paper["conference"]["name"], arxiv):
        assert said in entry
    for author in paper["authors"]:
        assert f"{author['family-names']}, {author['given-names']}" in entry


def newest(changes):
    """Return the version of the first section of a changelog, or None."""
    found = re.search(r"^## \[?([^]\s]+)", changes, re.M)
    return found and found[1]


def test_newest_section_of_the_changelog_is_this_version():
    assert newest(CHANGES) == adamtext.__version__
    section = CHANGES.split("\n## ")[1]
    assert re.match(r"\[[\d.]+\] - (unreleased|\d{4}-\d\d-\d\d)\n", section)
    assert re.search(r"^### (Added|Changed|Deprecated|Removed|Fixed|Security)$", section, re.M)


def test_another_version_on_top_is_noticed():
    assert newest("# Changelog\n\n## [9.9.9] - 2030-01-01\n\n## [0.1.0]\n") == "9.9.9"
    assert newest("# Changelog\n") is None
