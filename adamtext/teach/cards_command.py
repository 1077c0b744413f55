"""The command ``adamtext cards list | review | export``."""

import sys
from pathlib import Path

KEYS = {"1": "again", "2": "hard", "3": "good", "4": "easy"}


def add_cards(commands):
    """Add ``cards list | review | export``."""
    parser = commands.add_parser(
        "cards",
        help="be asked what the book teaches, when it is due again; or take the deck along",
        description="Cards come back when they are about to be forgotten (FSRS). Needs the extra "
        "adamtext[cards].",
    )
    parser.set_defaults(run=list_cards)
    actions = parser.add_subparsers(title="actions (default: list)", metavar="ACTION")
    actions.add_parser("list", help="how many cards there are, and how many are due")
    review = actions.add_parser("review", help="be asked what is due")
    review.set_defaults(run=review_cards, wrong=review.error)
    review.add_argument("chapter", nargs="?", metavar="CHAPTER", help="01, 02, … (default: all)")
    export = actions.add_parser("export", help="write the deck: NAME.apkg for Anki, or NAME.tsv")
    export.set_defaults(run=export_cards, wrong=export.error)
    export.add_argument("file", metavar="FILE", type=Path)


def list_cards(args):
    """Say how many cards each chapter has, and how many of them are due."""
    from adamtext.teach import schedule
    from adamtext.teach.cards import of_chapter

    path = schedule.progress_file()
    progress = schedule.load(path)
    every = of_chapter()
    for chapter in sorted({card.chapter for card in every}):
        names = [card.id for card in of_chapter(chapter)]
        seen = [name for name in names if name in progress]
        due = len(schedule.due(seen, progress))
        print(f"chapter {chapter}: {len(names):3} cards, {len(seen):3} met, {due:3} due")
    print(f"{len(every)} cards; progress: {path} (ADAMTEXT_PROGRESS names another file)")
    return 0


def review_cards(args):
    """Ask what is due, a card at a time; each answer is kept at once."""
    from adamtext.teach import schedule
    from adamtext.teach.cards import cards, of_chapter

    try:
        chosen = of_chapter(args.chapter)
    except ValueError as error:
        args.wrong(f"argument CHAPTER: {error}")
    path = schedule.progress_file()
    progress = schedule.load(path)
    names = schedule.due([card.id for card in chosen], progress)
    print(f"{len(names)} cards; Enter shows the answer, q ends. Your answers are kept in {path}")
    for number, name in enumerate(names, 1):
        how = _ask(cards()[name], f"[{number} of {len(names)}]")
        if how is None:
            return 0
        progress[name] = schedule.grade(progress.get(name), how)
        schedule.save(progress, path)
        print(f"again on {progress[name].due:%Y-%m-%d}")
    print("Nothing more is due.")
    return 0


def _ask(card, place):
    """Show a card, and return how well it was known, or None at the end."""
    print(f"\n{place} chapter {card.chapter}\n{card.question}")
    if _read("") == "q":
        return None
    print(f"{card.answer}\n({card.why})" if card.why else card.answer)
    while True:
        key = _read("1 again, 2 hard, 3 good, 4 easy: ")
        if key == "q":
            return None
        if key in KEYS:
            return KEYS[key]


def _read(prompt):
    """Return what the reader types; q where nothing more can come."""
    print(prompt, end="", flush=True)
    line = sys.stdin.readline()
    return line.strip().lower() if line else "q"


def export_cards(args):
    """Write all cards into a file, by the end of its name."""
    from adamtext.teach import deck
    from adamtext.teach.cards import of_chapter

    writers = {".apkg": deck.write_apkg, ".tsv": deck.write_tsv}
    if args.file.suffix not in writers:
        args.wrong(f"argument FILE: must end in .apkg or .tsv, got {str(args.file)!r}")
    every = of_chapter()
    writers[args.file.suffix](every, args.file)
    print(f"{len(every)} cards in {args.file}")
    return 0
