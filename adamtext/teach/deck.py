"""The cards as a deck for Anki, and as a table."""

import calendar
import csv
import html
import io
import re
import time
import tomllib
import zipfile
from pathlib import Path

from adamtext.teach.cards import SOURCE

DECK, MODEL = 1412698001, 1412698002  # Anki knows a deck and its kind of note by these, for good
TITLE = "Adam, Step by Step"
STYLE = (
    ".card { font: 20px/1.5 Georgia, serif; max-width: 34em; margin: 1em auto; text-align: left }\n"
    ".why { font-size: 85%; opacity: 0.75 }"
)
FIELDS = ("Question", "Answer", "Why", "Chapter", "Paper")


def anki(tex, block):
    """Return a formula as Anki's MathJax reads it."""
    tex = html.escape(tex, quote=False)
    return rf"\[{tex.strip()}\]" if block else rf"\({tex}\)"


def as_html(text, formula=anki):
    r"""Return Markdown with TeX between dollars as HTML; ``formula(tex, block)`` makes formulas.

    >>> as_html("What is $v_0$, *and* `eps`?")
    'What is \\(v_0\\), <em>and</em> <code>eps</code>?'
    """

    def piece(text):
        if text.startswith("$$"):
            return formula(text[2:-2], True)
        if text.startswith("$"):
            return formula(text[1:-1], False)
        escaped = html.escape(text, quote=False)
        if text.startswith("`"):
            return f"<code>{escaped[1:-1]}</code>"
        escaped = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escaped, flags=re.DOTALL)
        escaped = re.sub(r"\*(.+?)\*", r"<em>\1</em>", escaped, flags=re.DOTALL)
        return escaped.replace("\n\n", "<br><br>").replace("\n", " ")

    pieces = re.split(r"(\$\$.+?\$\$|\$.+?\$|`[^`]+`)", text, flags=re.DOTALL)
    return "".join(map(piece, pieces))


def tags(card):
    """Return the tags of a card: its chapter, and its section of the paper."""
    paper = re.sub(r"\W+", "-", card.paper.replace("§", "section-")).strip("-")
    return [f"chapter-{card.chapter}", *([paper] if paper else [])]


def write_tsv(cards, path):
    """Write cards as lines of id, fields and tags, with tabs between, as Anki and tables read it.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    text = io.StringIO()
    text.write("#separator:tab\n#html:true\n#guid column:1\n#tags column:7\n")
    lines = csv.writer(text, delimiter="\t", lineterminator="\n")
    for card in cards:
        lines.writerow([card.id, *_fields(card), " ".join(tags(card))])
    path.write_text(text.getvalue(), "utf-8")


def write_apkg(cards, path, timestamp=None):
    """Write cards as a deck that Anki imports; a second import keeps the reader's schedule.

    ``timestamp``, in seconds since 1970, is when the cards were changed, as Anki will believe: by
    default the day that cards.toml names. The same cards and the same time give the same bytes.

    Raises
    ------
    OSError
        If the package ``genanki`` is not installed, or the file cannot be written.
    """
    try:
        import genanki
    except ImportError:
        message = "a deck needs the package genanki: pip install 'adamtext[cards]'"
        raise OSError(message) from None
    model = genanki.Model(
        MODEL,
        TITLE,
        fields=[{"name": name} for name in FIELDS],
        templates=[
            {
                "name": "Card",
                "qfmt": "{{Question}}",
                "afmt": '{{FrontSide}}<hr id="answer">{{Answer}}<p class="why">{{Why}}</p>',
            }
        ],
        css=STYLE,
    )
    deck = genanki.Deck(DECK, TITLE)
    for card in cards:
        guid = genanki.guid_for(card.id)
        deck.add_note(genanki.Note(model, list(_fields(card)), tags=tags(card), guid=guid))
    if timestamp is None:
        changed = tomllib.loads(SOURCE.read_text("utf-8"))["changed"]
        timestamp = calendar.timegm(changed.timetuple())
    packed = io.BytesIO()
    genanki.Package(deck).write_to_file(packed, timestamp=timestamp)
    Path(path).write_bytes(_dated(packed, timestamp))


def _dated(packed, timestamp):
    """Return a ZIP archive with all of its files of one date."""
    date, repacked = time.gmtime(max(timestamp, 315_532_800))[:6], io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(repacked, "w") as new:
        for name in old.namelist():
            file = zipfile.ZipInfo(name, date)
            new.writestr(file, old.read(name), zipfile.ZIP_DEFLATED)
    return repacked.getvalue()


def _fields(card):
    return *map(as_html, (card.question, card.answer, card.why)), card.chapter, card.paper
