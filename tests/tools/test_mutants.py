"""Mutants: what is changed, that failing tests kill, and that the list of survivors is true."""

import ast
from pathlib import Path

import pytest

from tools import mutants

SOURCE = '''
def inside(x, low=0.5):
    """Say whether x, 1 or 2, is inside."""
    if not low < x and any(x):
        raise ValueError("x + 1 < 2")
    return max(low, x) - 1
'''
EXPECTED = {
    "inside: def inside(x, low=0.5): -> def inside(x, low=1.0):",
    "inside: if not low < x and any(x): -> if not (not low < x and any(x)):",
    "inside: if not low < x and any(x): -> if not low < x or any(x):",
    "inside: if not low < x and any(x): -> if low < x and any(x):",
    "inside: if not low < x and any(x): -> if not low <= x and any(x):",
    "inside: if not low < x and any(x): -> if not low < x and all(x):",
    "inside: return max(low, x) - 1 -> return",
    "inside: return max(low, x) - 1 -> return max(low, x) + 1",
    "inside: return max(low, x) - 1 -> return min(low, x) - 1",
    "inside: return max(low, x) - 1 -> return max(x, low) - 1",
    "inside: return max(low, x) - 1 -> return max(low, x) - 2",
}


def test_everything_is_changed_once_but_words():
    found = list(mutants.mutants(SOURCE))
    assert {what for what, _ in found} == EXPECTED
    assert len(found) == len(EXPECTED)
    for _, source in found:
        assert ast.get_docstring(ast.parse(source).body[0]) == "Say whether x, 1 or 2, is inside."
        assert source.count("x + 1 < 2") == 1


def test_a_line_that_is_there_twice_has_two_names():
    whats = [what for what, _ in mutants.mutants("a = 1\na = 1\n")]
    assert whats == [": a = 1 -> a = 2", ": a = 1 -> a = 2 (2)"]


def test_a_shadow_is_the_package_but_for_one_module(tmp_path):
    path = mutants.shadow(tmp_path, "lab/fields", "x = 1\n")
    assert path == tmp_path / "adamtext/lab/fields.py"
    assert path.read_text() == "x = 1\n"
    assert (tmp_path / "adamtext/rule.py").samefile(mutants.ROOT / "adamtext/rule.py")
    assert (tmp_path / "adamtext/lab/data").samefile(mutants.ROOT / "adamtext/lab/data")
    assert "x = 1" not in (mutants.ROOT / "adamtext/lab/fields.py").read_text("utf-8")


def test_tests_and_modules_are_there():
    for module, tests in mutants.TESTS.items():
        for path in (f"adamtext/{module}.py", *tests):
            assert (mutants.ROOT / path).is_file(), path


def test_each_mutant_that_may_live_is_still_one_and_has_a_reason():
    for module, listed in mutants.equivalent().items():
        source = (mutants.ROOT / f"adamtext/{module}.py").read_text("utf-8")
        assert listed.keys() <= {what for what, _ in mutants.mutants(source)}, module
        assert all(len(reason.split()) >= 4 for reason in listed.values()), module


def test_what_lives_is_told_and_what_dies_is_kept(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(mutants, "STATE", tmp_path / "build" / "mutants.json")
    monkeypatch.setattr(mutants, "equivalent", dict)
    monkeypatch.setattr(mutants, "prepare", lambda: None)
    monkeypatch.setattr(mutants, "TESTS", {"lab/fields": []})
    monkeypatch.setattr(mutants.multiprocessing, "Pool", Serial)
    lives = "fits: "
    tried = []

    def judge(job):
        module, what, _ = job
        tried.append(what)
        return module, what, int(bool(what) and not what.startswith(lives))

    monkeypatch.setattr(mutants, "judge", judge)
    assert mutants.main([]) == 1
    first = capsys.readouterr().out
    assert "alive: lab/fields fits: " in first
    dead = len([what for what in tried if what and not what.startswith(lives)])
    assert f"{dead:8}{0:12}{len(tried) - 1 - dead:7}" in first
    tried.clear()
    lives = "nothing"
    assert mutants.main([]) == 0
    assert all(what.startswith("fits: ") for what in tried if what)
    assert "100.0%" in capsys.readouterr().out


def test_tests_that_fail_by_themselves_kill_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr(mutants, "STATE", tmp_path / "mutants.json")
    monkeypatch.setattr(mutants, "prepare", lambda: None)
    monkeypatch.setattr(mutants.multiprocessing, "Pool", Serial)
    monkeypatch.setattr(mutants, "judge", lambda job: (*job[:2], 1))
    with pytest.raises(SystemExit, match="lab/fields: its tests fail, though nothing is changed"):
        mutants.main(["lab/fields"])
    assert not Path(mutants.STATE).exists()


class Serial:
    """Stands in for a pool of processes."""

    def __init__(self, workers):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def imap_unordered(self, function, jobs):
        return map(function, jobs)
