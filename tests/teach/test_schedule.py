"""Progress, in Python and in the page: what is known comes later, and what is read does no harm."""

import json
import random
from datetime import UTC, datetime, timedelta

import pytest
from browser import run_script

from adamtext.lab.reading import Damaged
from adamtext.teach import schedule
from adamtext.teach.live import bundle
from adamtext.teach.schedule import due, grade, load, parse, save

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
    assert due(["a", "b", "c"], progress, progress["b"].due) == ["b"]
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
        ("state", True), ("state", 0), ("due", "1999-12-31T00:00:00+00:00"),
        ("last", "9001-01-01T00:00:00+00:00"), ("reps", -1), ("reps", 1.5), ("step", 10**9),
        ("lapses", []), ("reps", 10**6), ("stability", 0.0), ("stability", 1e6),
        ("difficulty", 0.99), ("difficulty", 10.01), ("due", "9001-01-01T00:00:00+00:00"),
        ("last", "1999-12-31T00:00:00+00:00"),
    )
}  # fmt: skip


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_damaged_progress(data, tmp_path):
    path = tmp_path / "cards.json"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(Damaged, match=r"cards\.json is damaged: .*; it is left"):
        load(path)
    assert path.exists()


EXTREME = {
    f"{key} is {value!r}": with_card(GOOD | {key: value})
    for key, value in (
        ("due", "2000-01-01T00:00:00+00:00"), ("due", "9000-12-31T00:00:00+00:00"),
        ("last", "2000-01-01T00:00:00+00:00"), ("last", "9000-12-31T00:00:00+00:00"),
        ("reps", 0), ("reps", 999_999), ("step", 0), ("lapses", 999_999), ("state", 1),
        ("state", 3), ("stability", 1e-3), ("stability", 999_999.5), ("difficulty", 1),
        ("difficulty", 10),
    )
}  # fmt: skip


@pytest.mark.parametrize("data", EXTREME.values(), ids=EXTREME)
def test_progress_may_go_to_the_ends_of_what_is_allowed(data):
    assert parse(data.encode()).keys() == {"a"}


def test_a_card_is_no_list():
    with pytest.raises(Damaged, match="a card's TypeError"):
        parse(with_card([1]))


def test_where_progress_is_kept(monkeypatch, tmp_path):
    monkeypatch.setenv("ADAMTEXT_CACHE", str(tmp_path))
    monkeypatch.delenv("ADAMTEXT_PROGRESS", raising=False)
    assert schedule.progress_file() == tmp_path / "cards.json"
    monkeypatch.setenv("ADAMTEXT_PROGRESS", str(tmp_path / "mine.json"))
    assert schedule.progress_file() == tmp_path / "mine.json"


def test_four_million_bytes_are_enough():
    data = with_card(GOOD).encode()
    assert parse(data.ljust(4_000_000)).keys() == {"a"}
    with pytest.raises(Damaged, match="more than 4000000 bytes"):
        parse(data.ljust(4_000_001))


def test_too_large_a_file(tmp_path, monkeypatch):
    monkeypatch.setattr(schedule, "LARGEST", 10)
    path = tmp_path / "cards.json"
    save({"a": answered("good")}, path)
    with pytest.raises(Damaged, match="more than 10 bytes"):
        load(path)


# ---- the page's script

SCRIPT = bundle.join("deck.js")
START = datetime(2026, 1, 1, 12, tzinfo=UTC)


def histories(count=150, length=6):
    """Grades, and days of delay after each card was due, drawn at random."""
    rng = random.Random(1412)
    return [
        [(rng.choice(schedule.GRADES), rng.choice((0, 1, 30))) for _ in range(length)]
        for _ in range(count)
    ]


def test_both_schedule_alike():
    wanted, asked = [], []
    for history in histories():
        memory, now = None, START
        for how, late in history:
            before, memory = memory, schedule.grade(memory, how, now)
            asked.append([before and before.as_dict(), how, now.isoformat()])
            wanted.append(memory)
            now = memory.due + timedelta(days=late)
    body = f"""{SCRIPT}
    return JSON.stringify({json.dumps(asked)}.map(
      ([memory, how, now]) => grade(memory ?? undefined, how, new Date(now))));"""
    found = json.loads(run_script(body))
    assert len(found) == 900
    for one, other in zip(found, wanted, strict=True):
        one = schedule._memory(one)
        assert abs(one.due - other.due) <= timedelta(days=1)  # the script never lets grades tie
        assert one[2:4] == pytest.approx(other[2:4], rel=1e-6)
        assert one[4:] == other[4:]


def test_progress_goes_from_one_to_the_other(tmp_path):
    path = tmp_path / "cards.json"
    schedule.save({"a": schedule.grade(None, "good", START)}, path)
    text = json.dumps(path.read_text("utf-8"))
    back = run_script(f"{SCRIPT} return written(parsed({text}));")
    assert schedule.parse(back.encode()) == schedule.load(path)


def refusals(texts):
    """What the script says of each text: an error's message, or nothing."""
    body = f"""{SCRIPT}
    return JSON.stringify({json.dumps(texts)}.map((text) => {{
      try {{ parsed(text); return ""; }} catch (error) {{ return error.message; }}
    }}));"""
    return json.loads(run_script(body))


def test_what_neither_wrote_is_refused():
    texts = [
        data.decode("latin-1") if isinstance(data, bytes) else data for data in BROKEN.values()
    ]
    strange = {f'card "{name}"': with_card(GOOD).replace('"a"', json.dumps(name))
               for name in ("<img src=x>", "a" * 81, "")}  # fmt: skip
    for text in strange.values():
        with pytest.raises(Damaged, match="its id is"):
            parse(text)
    for name, words in zip([*BROKEN, *strange], refusals([*texts, *strange.values()]), strict=True):
        assert words, name
    assert refusals([with_card(GOOD), *EXTREME.values()]) == [""] * (1 + len(EXTREME))
    assert "__proto__" not in GOOD


def test_due_and_forecast():
    progress = {"a": schedule.grade(None, "easy", START), "b": schedule.grade(None, "again", START)}
    entries = json.dumps({name: one.as_dict() for name, one in progress.items()})
    now = (START + timedelta(hours=1)).isoformat()
    body = f"""{SCRIPT} const progress = {entries}, now = new Date("{now}"), ids = ["n", "a", "b"];
    return JSON.stringify([due(ids, progress, now), due(ids, progress, now, false),
      forecast(ids, progress, now, 20)]);"""
    asked, old, ahead = json.loads(run_script(body))
    assert (asked, old) == (["b", "n"], ["b"])
    assert sum(ahead) == 2
    assert ahead[0] == 1
