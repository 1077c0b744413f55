"""tools/elsewhere.py: its table tells what passed, what failed, and what cannot be tried here."""

import random

import pytest

import conftest
from tools import elsewhere


def impossible(scratch):
    raise elsewhere.NotHere("it is another planet")


PLACES = {
    "fine": lambda scratch: (True, "..\n\x1b[32m3 passed in 1s\x1b[0m\n\n"),
    "bad": lambda scratch: (False, "F..\nE  Cell outputs differ\n1 failed, 2 passed in 1s\n"),
    "far": impossible,
}


@pytest.fixture
def log(monkeypatch, tmp_path):
    monkeypatch.setattr(elsewhere, "PLACES", PLACES)
    monkeypatch.setattr(elsewhere, "ROOT", tmp_path)
    return tmp_path / "_build/elsewhere.txt"


def test_a_row_says_what_became_of_it(log, capsys):
    assert elsewhere.main(["--only", "fine", "bad", "far"]) == 1
    fine, bad, far, *_ = capsys.readouterr().out.splitlines()
    assert fine.split()[:2] == ["fine", "passed"]
    assert fine.endswith("s  3 passed in 1s")
    assert bad.split()[:2] == ["bad", "FAILED"]
    assert bad.endswith("s  1 failed, 2 passed in 1s")
    assert far.split()[:4] == ["far", "not", "possible", "here"]
    assert far.endswith("s  it is another planet")
    assert "Cell outputs differ" in log.read_text("utf-8")


def test_what_cannot_be_tried_is_no_failure(log):
    assert elsewhere.main(["--only", "fine", "far"]) == 0


def test_a_processor_that_lacks_what_a_kernel_needs_is_not_asked(monkeypatch):
    monkeypatch.setattr(elsewhere, "flags", lambda: {"sse2"})
    verdict, why, said = elsewhere.tried(lambda: elsewhere.processor("Haswell", []))
    assert (verdict, why, said) == ("not possible here", "this processor lacks avx2, fma", "")


def test_each_processor_has_its_kernels(monkeypatch):
    seen = {}
    monkeypatch.setattr(elsewhere, "flags", lambda: elsewhere.AVX2 | elsewhere.AVX512 | {"sse2"})
    monkeypatch.setattr(
        elsewhere, "call", lambda command, env: seen.setdefault(env["OPENBLAS_CORETYPE"], env)
    )
    for name in elsewhere.PROCESSORS:
        elsewhere.processor(name, ["book/01-algorithm.ipynb"])
    assert seen.keys() == {"SkylakeX", "Haswell", "Zen", "Prescott"}
    torch = [env["ATEN_CPU_CAPABILITY"] for env in seen.values()]
    assert torch == ["avx512", "avx2", "avx2", "default"]


def test_an_order_is_drawn_and_can_be_drawn_again(pytestconfig, monkeypatch, tmp_path):
    class Item:
        def __init__(self, name):
            self.path = tmp_path / name

    names = ["tests/test_bounds.py", "tests/test_pdf.py", "tests/test_rule.py"] * 5
    orders = []
    for seed in ("1", "1", "2"):
        monkeypatch.setattr(pytestconfig.option, "shuffle", seed)
        items = [Item(name) for name in names]
        random.seed(0)
        conftest.pytest_collection_modifyitems(items, pytestconfig)
        orders.append([item.path.name for item in items])
    assert sorted(orders[0]) == sorted(orders[2])
    assert orders[0] == orders[1]
