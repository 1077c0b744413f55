"""Wrong Adams to learn from: Algorithm 1 with a line exchanged, as found in code and in print.

:data:`MISTAKES` is a table: the right line, what stands in its place, and how one notices. Nearly
all of them train something; that is why they are found so late. The parts of the table are in
:mod:`adamtext.teach.wrong`; :mod:`adamtext.teach.contract` tells them from the right one.
"""

from adamtext.teach.lines import Mistake
from adamtext.teach.wrong.averages import AVERAGES, EPS
from adamtext.teach.wrong.steps import CLIPS, DECAYS, STATES
from adamtext.teach.wrong.time import TIME

__all__ = ["AVERAGES", "CLASSIC", "CLIPS", "DECAYS", "EPS", "MISTAKES", "STATES", "TIME", "Mistake"]

#: The mistakes by name.
MISTAKES = TIME | EPS | AVERAGES | STATES | DECAYS | CLIPS
for name, mistake in MISTAKES.items():
    mistake.rule.__name__ = mistake.rule.__qualname__ = name

CLASSIC_NAMES = """
no_correction only_m_corrected only_v_corrected t_from_zero t_stuck shared_t correction_multiplied
correction_without_power power_outside corrected_state_kept eps_outside_fraction eps_inside_root
eps_hat_for_eps no_eps v_from_m square_of_mean v_of_all_coordinates no_square_root betas_swapped
averages_after_use state_aliased state_forgotten wrong_sign l2_for_decoupled
"""
#: Those that the book tells of one by one, in its order.
CLASSIC = {name: MISTAKES[name] for name in CLASSIC_NAMES.split()}
