"""When a card comes back: FSRS, and the reader's progress in a file of his own.

The file has the format in which the book's page exports progress, so that one goes on where the
other ended.
"""

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from adamtext.lab.cache import cache_folder
from adamtext.lab.reading import Damaged, read_bytes, words
from adamtext.lab.writing import write_whole

FORMAT = "adam-cards 1"
GRADES = ("again", "hard", "good", "easy")
REMEDY = "it is left as it is: put back a copy, or move it away to begin anew"
LARGEST = 4_000_000  # bytes of a file of progress; the whole deck, reviewed for years, has less


class Memory(NamedTuple):
    """What is remembered of a card: FSRS' state, and how often it was asked and forgotten."""

    due: datetime
    last: datetime
    stability: float
    difficulty: float
    state: int
    step: int
    reps: int
    lapses: int

    def as_dict(self):
        """Return the fields as JSON knows them."""
        times = {name: getattr(self, name).isoformat() for name in ("due", "last")}
        return self._asdict() | times


def progress_file():
    """Return where progress is kept: the file that ADAMTEXT_PROGRESS names, or one in the cache."""
    named = os.environ.get("ADAMTEXT_PROGRESS")
    return Path(named) if named else cache_folder() / "cards.json"


def load(path):
    """Return the progress in a file, by the cards' ids; none where there is no file.

    Raises
    ------
    Damaged
        If the file is not what :func:`save` or the page writes: with what is wrong.
    """
    try:
        return parse(read_bytes(path, LARGEST, REMEDY), path)
    except FileNotFoundError:
        return {}


def parse(data, path="what was imported"):
    """Return the progress that ``data``, bytes of JSON, holds; errors name ``path``.

    Raises
    ------
    Damaged
        If it holds anything else.
    """
    if len(data) > LARGEST:
        raise Damaged(words(path, f"it has more than {LARGEST} bytes", REMEDY))
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Damaged(words(path, f"no JSON: {error}", REMEDY)) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise Damaged(words(path, f"its format is not {FORMAT!r}", REMEDY))
    entries = content.get("cards")
    if not isinstance(entries, dict):
        raise Damaged(words(path, "it has no cards", REMEDY))
    try:
        return {_id(name): _memory(entry) for name, entry in entries.items()}
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Damaged(words(path, f"a card's {type(error).__name__}: {error}", REMEDY)) from None


def _id(name):
    if not re.fullmatch(r"[a-z0-9-]{1,80}", name):
        raise ValueError(f"its id is {name[:80]!r}")
    return name


def _memory(entry):
    due, last = (datetime.fromisoformat(entry[key]) for key in ("due", "last"))
    whole = [entry[key] for key in ("state", "step", "reps", "lapses")]
    real = [float(entry[key]) for key in ("stability", "difficulty")]
    if due.tzinfo is None or last.tzinfo is None:
        raise ValueError("its times have no time zone")
    if not all(2000 <= time.year <= 9000 for time in (due, last)):
        raise ValueError("its times are out of range")
    if not all(type(one) is int and 0 <= one < 10**6 for one in whole):
        raise ValueError("its counts are no whole numbers")
    if not 1 <= whole[0] <= 3:  # learning, in review, learning again
        raise ValueError("its state is out of range")
    if not (0 < real[0] < 1e6 and 1 <= real[1] <= 10):
        raise ValueError("its stability or difficulty is out of range")
    return Memory(due, last, *real, *whole)


def written(progress):
    """Return progress as the text of a file."""
    entries = {name: one.as_dict() for name, one in progress.items()}
    return json.dumps({"format": FORMAT, "cards": entries}, indent=0) + "\n"


def save(progress, path):
    """Write progress, atomically.

    Raises
    ------
    OSError
        If it cannot be written; what was there before is still there.
    """
    write_whole(path, written(progress))


def due(names, progress, now=None):
    """Return those of the cards ``names`` that are due, longest due first, then new ones."""
    now = now or datetime.now(UTC)
    old = [name for name in names if name in progress and progress[name].due <= now]
    return sorted(old, key=lambda name: progress[name].due) + [
        name for name in names if name not in progress
    ]


def grade(memory, how, now=None):
    """Return the memory of a card after an answer, by FSRS 6 at its default weights.

    ``memory`` is None for a new card, ``how`` one of ``GRADES``.

    Raises
    ------
    ValueError
        If it is not.
    OSError
        If the package ``fsrs`` is not installed.
    """
    if how not in GRADES:
        raise ValueError(f"how must be one of {', '.join(GRADES)}, got {how!r}")
    try:
        import fsrs
    except ImportError:
        message = "cards need the package fsrs: pip install 'adamtext[cards]'"
        raise OSError(message) from None
    now = now or datetime.now(UTC)
    card, reps, lapses = fsrs.Card(card_id=0, due=now), 0, 0
    if memory:
        reps, lapses = memory.reps, memory.lapses
        card.state, card.step = fsrs.State(memory.state), memory.step
        card.stability, card.difficulty = memory.stability, memory.difficulty
        card.due, card.last_review = memory.due, memory.last
    if card.state == fsrs.State.Review:
        card.step, lapses = None, lapses + (how == "again")
    rating = fsrs.Rating(GRADES.index(how) + 1)
    card, _ = fsrs.Scheduler(enable_fuzzing=False).review_card(card, rating, now)
    return Memory(
        card.due, now, card.stability, card.difficulty, card.state.value, card.step or 0,
        reps + 1, lapses,
    )  # fmt: skip
