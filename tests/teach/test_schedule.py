"""Progress: answers move cards into the future, and nothing that is read does harm."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from adamtext.teach import schedule
from adamtext.teach.schedule import DamagedProgress, due, grade, load, parse, save

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def answered(*grades, now=NOW):
    memory = None
    for how in grades:
        memory = grade(memory, how, now)
        now = memory.due
    return memory


def test_intervals_grow():
    memory, gaps, now = None, [], NOW
    for _ in range(6):
        memory = grade(memory, "good", now)
        gaps.append(memory.due - now)
        now = memory.due
    assert gaps == sorted(gaps)
    assert gaps[-1] > timedelta(days=60)
    assert memory.reps == 6
    assert memory.lapses == 0


def test_what_is_forgotten_comes_back_soon():
    known = answered("easy", "good")
    lost = grade(known, "again", known.due)
    assert lost.due - known.due < timedelta(hours=1)
    assert lost.lapses == 1
    assert lost.stability < known.stability


def test_easier_is_later():
    known = answered("good", "good", "good")
    after = [grade(known, how, known.due).due for how in schedule.GRADES]
    assert after == sorted(after)
    assert len(set(after)) == 4


def test_an_unknown_grade():
    with pytest.raises(ValueError, match="how must be one of again, hard, good, easy, got 'fine'"):
        grade(None, "fine")


def test_due_ones_first():
    progress = {"a": answered("good"), "b": answered("again"), "c": answered("easy")}
    later = NOW + timedelta(minutes=30)
    assert due(["n", "a", "b", "c"], progress, later) == ["b", "a", "n"]
    assert due(["n", "a", "b", "c"], progress, NOW + timedelta(days=400))[-1] == "n"


def test_there_and_back(tmp_path):
    path = tmp_path / "deep" / "cards.json"
    assert load(path) == {}
    progress = {"a": answered("good", "hard"), "b": answered("again")}
    save(progress, path)
    assert load(path) == progress


GOOD = answered("good").as_dict()


def with_card(entry):
    """A file with one card, as JSON."""
    return json.dumps({"format": schedule.FORMAT, "cards": {"a": entry}})


BROKEN = {
    "no JSON": b"{",
    "no object": b"[]",
    "too deep": b"[" * 100_000,
    "no text": b"\xff\xfe",
    "another format": b'{"format": "x"}',
    "no cards": b'{"format": "adam-cards 1"}',
} | {
    f"{key} is {value!r}": with_card(GOOD | {key: value})
    for key, value in (
        ("due", "soon"), ("due", None), ("last", "2026-01-01"), ("stability", -1.0),
        ("stability", float("nan")), ("stability", "x"), ("difficulty", 11), ("state", 4),
        ("state", True), ("reps", -1), ("reps", 1.5), ("step", 10**9), ("lapses", []),
    )
}  # fmt: skip


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_damaged_progress(data, tmp_path):
    path = tmp_path / "cards.json"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(DamagedProgress, match=r"cards\.json: "):
        load(path)
    assert path.exists()


def test_a_card_is_no_list():
    with pytest.raises(DamagedProgress, match="card a: TypeError"):
        parse(with_card([1]))


def test_too_large_a_file(tmp_path, monkeypatch):
    monkeypatch.setattr(schedule, "LARGEST", 10)
    path = tmp_path / "cards.json"
    save({"a": answered("good")}, path)
    with pytest.raises(DamagedProgress, match="larger than 10 bytes"):
        load(path)
