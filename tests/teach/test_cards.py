"""The cards: each is whole, has an id that stays, and its numbers are held."""

import re
from pathlib import Path

import nbformat
import pytest

from adamtext.teach import cards as module
from adamtext.teach.cards import cards, names, of_chapter
from adamtext.teach.claims import CLAIMS

CARDS = cards()
SEEDS = {f"s{k:02}" for k in range(1, 33)}
DIGITS = re.compile(r"(?<![\w_^{])\d+\.\d+")  # 0.999, not the 2 of beta_2


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_card_is_whole(card):
    assert re.fullmatch(r"\d\d", card.chapter)
    assert card.question.endswith(("?", ".", "…"))
    assert card.answer
    assert card.why
    assert set(card.seeds) <= SEEDS
    for text in (card.question, card.answer, card.why):
        assert text.count("$") % 2 == 0
        assert text.count("{") == text.count("}")
        assert "<" not in re.sub(r"\$.*?\$", "", text, flags=re.DOTALL)


def test_every_question_that_the_book_began_from_has_a_card():
    assert {seed for card in CARDS.values() for seed in card.seeds} == SEEDS


@pytest.mark.parametrize("chapter", sorted({card.chapter for card in CARDS.values()}))
def test_cards_stand_below_cells_of_their_chapter(chapter):
    (path,) = Path(__file__).parents[2].glob(f"book/{chapter}-*.ipynb")
    cells = {cell.id for cell in nbformat.read(path, as_version=4).cells}
    assert {card.after for card in of_chapter(chapter)} <= cells


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_numbers_are_held(card):
    if card.holds.startswith("claim "):
        assert card.holds.removeprefix("claim ") in CLAIMS
    elif card.holds:
        assert bool(eval(card.holds, names())) is True
    else:
        assert not DIGITS.search(card.answer), "a number that nothing holds"


FIELDS = ("chapter", "after", "paper", "question", "answer", "why")
WHOLE = '[[card]]\nid="{}"\n' + "".join(f'{name}="x"\n' for name in FIELDS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[card]]\nid = "a"', "card a: .*missing"),
        ('[[card]]\nid = "a"\nanswr = "x"', "card a: .*answr"),
        (2 * WHOLE.format("a"),
         "card a: its id is that of another one"),
        (WHOLE.format("A b"),
         "card A b: an id is made of"),
    ],
)  # fmt: skip
def test_a_broken_table(text, words, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "SOURCE", tmp_path / "cards.toml")
    module.SOURCE.write_text(text, "utf-8")
    cards.cache_clear()
    try:
        with pytest.raises(ValueError, match=words):
            cards()
    finally:
        monkeypatch.undo()
        cards.cache_clear()


def test_a_number_that_nothing_holds_is_found():
    assert DIGITS.search("It is 7.27 times too long.")
    assert not DIGITS.search("It is $g_1^2$, as in (2.3).".replace("(2.3)", ""))


def test_of_a_chapter():
    assert {card.chapter for card in of_chapter("03")} == {"03"}
    assert of_chapter() == list(CARDS.values())
    with pytest.raises(ValueError, match=r"chapter must be one of 01, .*, got '99'"):
        of_chapter("99")
