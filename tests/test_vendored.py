"""vendored.toml: what is not ours is listed, byte by byte, and what is not listed is ours."""

import hashlib
import os
import re
import shutil
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LISTED = tomllib.loads((ROOT / "vendored.toml").read_text("utf-8"))
CODE = {".js", ".mjs", ".cjs", ".ts", ".css", ".wasm"}
FONTS = {".woff", ".woff2", ".ttf", ".otf", ".eot"}
MADE = {"_build", "dist", "node_modules", "__pycache__"}
LICENCES = {
    "MIT": "Permission is hereby granted, free of charge",
    "ISC": "Permission to use, copy, modify, and/or distribute",
    "OFL-1.1": "SIL OPEN FONT LICENSE Version 1.1",
    "Apache-2.0": "Apache License",
}
KEYS = {"name", "use", "origin", "licence", "how", "versions", "files"}
NOT_OURS = re.compile(
    r"copyright|licen[cs]ed? under|@license|define\.amd|sourceMappingURL|.{260}", re.I
)


def candidates(root):
    """Yield the paths of scripts, styles and fonts, and of all that is in a folder "vendor"."""
    for folder, inner, names in os.walk(root):
        inner[:] = [
            name
            for name in inner
            if name not in MADE
            and not name.startswith(".")
            and not (Path(folder) / name / "pyvenv.cfg").exists()
        ]
        for name in names:
            path = (Path(folder) / name).relative_to(root)
            if path.suffix in CODE | FONTS or "vendor" in path.parts:
                yield path


def faults(root, listed):
    """List what does not fit between a folder and a manifest."""
    found, files = [], {}
    for entry in listed["vendored"]:
        found += [f"{entry['name']} does not say its {key}" for key in sorted(KEYS - entry.keys())]
        files |= entry["files"]
    for name, digest in files.items():
        path = root / name
        if not path.is_file():
            found.append(f"{name} is listed, and missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            found.append(f"{name} is not what it was")
    for entry in listed["vendored"]:
        found += [f"{entry['name']}: {text}" for text in without_licence(root, entry, files)]
    for path in candidates(root):
        ours = path.suffix in CODE and any(map(path.match, listed["ours"]))
        if not ours and path.as_posix() not in files:
            found.append(f"{path.as_posix()} is not listed")
        if ours and (foreign := NOT_OURS.search((root / path).read_text("utf-8"))):
            found.append(f"{path.as_posix()} does not read as ours: {foreign[0][:40]}")
    return found


def without_licence(root, entry, files):
    """Yield what is wrong with the licence of an entry."""
    if entry["licence"] == "CC-BY-4.0":  # asks for a name, and not for its own text
        if not entry.get("by"):
            yield "nobody is named"
    elif (notice := entry.get("notice")) not in files:
        yield f"its notice, {notice}, is not listed"
    elif (root / notice).is_file():
        said = " ".join((root / notice).read_text("utf-8").split())
        if LICENCES[entry["licence"]] not in said:
            yield f"{notice} is no {entry['licence']}"


def test_what_is_not_ours_is_listed():
    assert faults(ROOT, LISTED) == []


def test_bundles_hold_the_versions_that_are_listed():
    """A licence names the packages in a bundle; tools/fonts.py those that it cuts."""
    notice = (ROOT / "adamtext/teach/live/vendor/LICENSE").read_text("utf-8")
    fonts = (ROOT / "tools/fonts.py").read_text("utf-8")
    versions = [pair for entry in LISTED["vendored"] for pair in entry["versions"].items()]
    for said, pattern in ((notice, r"\b([\w-]+) (\d+\.\d+\.\d+)"), (fonts, r"(@[\w/-]+)@([\d.]+)")):
        assert (named := re.findall(pattern, said))
        assert set(named) <= set(versions)


@pytest.fixture
def copy(tmp_path):
    """A folder with what is listed, and what is ours, in it."""
    for path in candidates(ROOT):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    for entry in LISTED["vendored"]:
        for name in entry["files"]:
            shutil.copy(ROOT / name, tmp_path / name)
    assert faults(tmp_path, LISTED) == []
    return tmp_path


D3 = "adamtext/teach/live/vendor/d3.js"
NEW = ["book/assets/new.js", "book/new.css", "tests/vendor/new.txt", "adamtext/new.ttf"]


@pytest.mark.parametrize("name", NEW)
def test_what_is_not_listed_is_found(name, copy):
    (copy / name).write_bytes(b"x")
    assert faults(copy, LISTED) == [f"{name} is not listed"]


@pytest.mark.parametrize(
    "text", ["/*! Copyright of somebody */", "a;" * 200, "//# sourceMappingURL=x.map"]
)
def test_what_does_not_read_as_ours_is_found(text, copy):
    (copy / "adamtext/teach/live/new.js").write_text(f"// A figure.\n{text}\n")
    (fault,) = faults(copy, LISTED)
    assert fault.startswith("adamtext/teach/live/new.js does not read as ours: ")


def test_a_changed_byte_is_found(copy):
    content = (copy / D3).read_bytes()
    (copy / D3).write_bytes(content[:99] + bytes([content[99] ^ 1]) + content[100:])
    assert faults(copy, LISTED) == [f"{D3} is not what it was"]


def test_what_is_missing_is_found(copy):
    (copy / D3).unlink()
    assert faults(copy, LISTED) == [f"{D3} is listed, and missing"]


@pytest.mark.parametrize("name", [name for e in LISTED["vendored"] for name in e["files"]])
def test_each_listed_file_would_be_missed(name):
    """Whatever is listed would be found, were it not: on a page, in a test, a font, a licence."""
    entries = [
        entry | {"files": {n: d for n, d in entry["files"].items() if n != name}}
        for entry in LISTED["vendored"]
    ]
    found = faults(ROOT, LISTED | {"vendored": entries})
    notice = [
        f"{e['name']}: its notice, {name}, is not listed"
        for e in entries
        if e.get("notice") == name
    ]
    in_sight = name in {path.as_posix() for path in candidates(ROOT)}
    assert found == [*notice, *([f"{name} is not listed"] if in_sight else [])] != []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"versions": None}, "D3 does not say its versions"),
        ({"licence": "MIT"}, None),  # the notice of both bundles has both
        ({"licence": "OFL-1.1"}, "D3: adamtext/teach/live/vendor/LICENSE is no OFL-1.1"),
        ({"licence": "CC-BY-4.0"}, "D3: nobody is named"),
    ],
)
def test_an_entry_without_version_or_licence_is_found(change, fault):
    first, *others = LISTED["vendored"]
    broken = {key: value for key, value in (first | change).items() if value is not None}
    found = faults(ROOT, LISTED | {"vendored": [broken, *others]})
    assert found == ([fault] if fault else [])
