"""Cards: what a reader of the book should be able to answer months later, a question at a time."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).with_name("cards.toml")


class Card(NamedTuple):
    """A question with its answer, as Markdown with TeX between dollars.

    Attributes
    ----------
    id : str
        Stays for good: the schedule of every reader hangs on it.
    chapter : str
        "01", "02", …: where the book answers it.
    paper : str
        The section of the paper, such as "§3", or "" where the paper is silent.
    after : str
        The cell of the chapter's notebook below which the page shows it.
    question, answer, why : str
        ``why`` says what it is good for, or which mistake is usual.
    seeds : tuple of str
        Which of the questions that the book began from it answers: "s01", ….
    holds : str
        What holds its numbers: ``claim NAME`` in the ledger, or an expression in Python, with the
        names of :func:`names`, that is true; "" where there is no number.
    """

    id: str
    chapter: str
    paper: str
    after: str
    question: str
    answer: str
    why: str
    seeds: tuple = ()
    holds: str = ""


@cache
def cards():
    """Return all cards as a dictionary by id, in the order of the book.

    Raises
    ------
    ValueError
        If a card lacks a field, has one too many, or shares its id with another one.
    """
    found = {}
    for number, fields in enumerate(tomllib.loads(SOURCE.read_text("utf-8"))["card"], 1):
        name = fields.get("id", f"number {number}")
        try:
            card = Card(**{key: _tidy(value) for key, value in fields.items()})
        except TypeError as error:
            raise ValueError(f"card {name}: {error}") from None
        if card.id in found:
            raise ValueError(f"card {name}: its id is that of another one")
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", card.id):
            raise ValueError(f"card {name}: an id is made of a-z, 0-9 and hyphens")
        found[card.id] = card
    return found


def _tidy(value):
    return tuple(value) if isinstance(value, list) else value.strip()


def of_chapter(chapter=None):
    """Return the cards of one chapter, or of all.

    Raises
    ------
    ValueError
        If no card is of that ``chapter``: with those that have some.
    """
    every = list(cards().values())
    if chapter is None:
        return every
    found = [card for card in every if card.chapter == chapter]
    if not found:
        known = ", ".join(sorted({card.chapter for card in every}))
        raise ValueError(f"chapter must be one of {known}, got {chapter!r}")
    return found


def review(chapter=None):
    """Ask the cards that are due, of one ``chapter`` such as "03" or of all, in Jupyter or Colab.

    Returns
    -------
    Widget
        The same as on the book's page of reviews. Progress is kept in
        :func:`adamtext.teach.schedule.progress_file`.

    Raises
    ------
    ValueError
        If no card is of that chapter.
    OSError
        If the extra ``adamtext[cards]`` is not installed.
    """
    from adamtext.teach.live.asking import Review

    return Review(of_chapter(chapter))


def names():
    """Return the names that a card's ``holds`` may use: NumPy, ``adamtext`` and its modules."""
    import math

    import numpy as np

    import adamtext
    from adamtext import averages, bounds, trajectory

    public = {}
    for module in (math, averages, bounds, trajectory, adamtext):
        public |= {key: each for key, each in vars(module).items() if not key.startswith("_")}
    return public | {"np": np}
