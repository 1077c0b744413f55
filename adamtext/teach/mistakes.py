"""Wrong Adams to learn from: Algorithm 1 with a line exchanged, as found in code and in print.

:data:`MISTAKES` is a table: the right line, what stands in its place, and how one notices. Nearly
all of them train something; that is why they are found so late. The parts of the table are in
:mod:`adamtext.teach.wrong`; :mod:`adamtext.teach.contract` tells them from the right one.
"""

from adamtext.teach.lines import Mistake
from adamtext.teach.wrong.averages import AVERAGES, EPS
from adamtext.teach.wrong.steps import CLIPS, DECAYS, STATES
from adamtext.teach.wrong.time import TIME

__all__ = ["AVERAGES", "CLIPS", "DECAYS", "EPS", "MISTAKES", "STATES", "TIME", "Mistake"]

#: The mistakes by name.
MISTAKES = TIME | EPS | AVERAGES | STATES | DECAYS | CLIPS
for name, mistake in MISTAKES.items():
    mistake.rule.__name__ = mistake.rule.__qualname__ = name
