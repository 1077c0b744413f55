"""The clock of the steps, in the smallest: every way is timed, and the record can be read."""

import pytest

pytest.importorskip("torch")
pytest.importorskip("numba")

from adamtext.lab.results import recorded
from tools.measure_steps import CONTESTANTS, many, write


def test_many_tensors_and_one_are_timed_in_every_way():
    found = many(turns=1, tensors=3, size=2)
    assert (found["tensors"], found["coordinates"]) == (3, 2)
    assert "torch, foreach" in found["seconds"]
    for in_parts, in_one in found["seconds"].values():
        assert 0 < in_parts < 1
        assert 0 < in_one < 1


def test_a_record_has_the_name_of_its_size(tmp_path):
    path = write({"figure": "steps", "size": "third", "n": [2]}, tmp_path)
    assert path.name == "steps-third.json"
    assert recorded("steps", "third", tmp_path)["n"] == [2]


@pytest.mark.parametrize("size", ["full", "second"])
def test_what_the_chapter_reads_is_recorded(size):
    record = recorded("steps", size)
    for name, times in record["seconds"].items():
        assert name in CONTESTANTS
        assert len(times) == len(record["n"])
        assert min(times) > 0
