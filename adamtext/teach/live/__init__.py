"""Figures that answer to the reader's hand: in Jupyter as widgets, in the book without a kernel."""

from adamtext.teach.live.betas import Betas
from adamtext.teach.live.figure import FIGURES, Live
from adamtext.teach.live.guess import Guess, Guesses
from adamtext.teach.live.stream import GradientStream

__all__ = ["FIGURES", "Betas", "GradientStream", "Guess", "Guesses", "Live"]
