"""Figures that answer to the reader's hand: in Jupyter as widgets, in the book without a kernel."""

from adamtext.teach.live.betas import Betas
from adamtext.teach.live.figure import FIGURES, Live
from adamtext.teach.live.game import Game
from adamtext.teach.live.guess import Guess, Guesses
from adamtext.teach.live.norms import Norms
from adamtext.teach.live.race import Race
from adamtext.teach.live.reality import Reality
from adamtext.teach.live.resume import Resume
from adamtext.teach.live.sheet import Sheet
from adamtext.teach.live.stream import GradientStream
from adamtext.teach.live.weight import OneWeight
from adamtext.teach.live.weightings import Weightings
from adamtext.teach.live.who_wins import WhoWins

__all__ = [
    "FIGURES",
    "Betas",
    "Game",
    "GradientStream",
    "Guess",
    "Guesses",
    "Live",
    "Norms",
    "OneWeight",
    "Race",
    "Reality",
    "Resume",
    "Sheet",
    "Weightings",
    "WhoWins",
]
