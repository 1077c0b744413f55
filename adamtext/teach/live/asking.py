"""Cards in Jupyter and Colab: the page's own script, with progress in the reader's file."""

import anywidget
import traitlets

from adamtext.teach import schedule
from adamtext.teach.deck import as_html
from adamtext.teach.live import bundle


class Review(anywidget.AnyWidget):
    """A sitting over some cards; each answer is kept at once, in the reader's own file.

    Parameters
    ----------
    chosen : list of Card

    Raises
    ------
    OSError
        If the extra adamtext[cards] is not installed, or the reader's file cannot be read.
    """

    _esm = bundle.module("review", "renderReview")
    _css = bundle.css("asked.css")
    cards = traitlets.List().tag(sync=True)
    progress = traitlets.Unicode().tag(sync=True)

    def __init__(self, chosen):
        self.path = schedule.progress_file()
        kept = schedule.load(self.path)
        super().__init__(cards=[shown(card) for card in chosen], progress=schedule.written(kept))

    @traitlets.observe("progress")
    def _keep(self, change):
        if change["old"]:  # what was just loaded need not be written
            schedule.save(schedule.parse(change["new"].encode()), self.path)

    def __repr__(self):
        """Return what it asks; a widget's own text is an address, new in every run."""
        return f"Review of {len(self.cards)} cards"


def shown(card):
    """Return a card as the script takes it, in HTML with MathML.

    Raises
    ------
    OSError
        If latex2mathml, of the extra adamtext[cards], is not installed.
    """
    try:
        from latex2mathml.converter import convert
    except ImportError:
        message = "cards need latex2mathml: pip install 'adamtext[cards]'"
        raise OSError(message) from None

    def formula(tex, block):
        return convert(tex, display="block" if block else "inline")

    question, answer, why = (as_html(t, formula) for t in (card.question, card.answer, card.why))
    answer = f'<p>{answer}</p><div class="card-why">{why}</div>'
    return {"id": card.id, "chapter": card.chapter, "question": question, "answer": answer}
