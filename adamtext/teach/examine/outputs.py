"""What a step returns: found out by a trial.

Its numbers are of such sizes that one can tell theta, m and v apart when they come back.
"""

import numpy as np

from adamtext.teach.examine.names import roles
from adamtext.teach.examine.work import CannotBeExamined

#: theta, m and v of the trial.
TRIAL = {"theta": -1e6, "m": 1e-3, "v": 1e3}


def outputs(made):
    """List what a call returned: one thing or a tuple, or what a dict or a tuple has by name."""
    if made is None:
        return []
    named = made._asdict() if hasattr(made, "_asdict") else made
    if isinstance(named, dict) and all(isinstance(name, str) for name in named):
        if {"theta", "m", "v"} <= set(roles(list(named)).values()):
            return list(named.values())
    return list(made) if isinstance(made, tuple) and named is made else [made]


def read(made, values, like, box, asked):
    """Say which output is what: role -> place; None for what is changed in place.

    Parameters
    ----------
    made : list
        What the trial returned.
    values : dict
        What it was called with, by role.
    like : list of arrays
        Arrays of the shapes that come back.
    box : Box
        In what they are handed over.
    asked : list of str
        The roles of the arguments.

    Returns
    -------
    dict
        For an update instead of theta, "delta": (place, sign with which it is added).

    Raises
    ------
    CannotBeExamined
        If nothing comes back of theta, m or v.
    """
    found, arrays = sorted_out(made, like, box)
    in_place = [role for role in TRIAL if role in asked and changed(role, values, like, box)]
    theta = place_of_theta(arrays, asked)
    if theta is not None:
        found["theta"] = theta
        del arrays[theta]
    wanted = [role for role in ("m", "v") if role in asked and role not in in_place]
    places = list(arrays)
    if len(places) < len(wanted):
        raise CannotBeExamined(
            "m and v do not come back from a step, and are not changed in place",
            "let it return (w, m, v)",
        )
    spare = len(places) > len(wanted)
    if theta is not None and spare and "state" in asked and "state" not in found:
        found["state"] = places.pop()
    elif theta is None and "theta" not in in_place:
        if not spare:
            raise CannotBeExamined(
                "nothing that is theta, or an update of it, comes back from a step",
                "let it return the new weights, or change them in place",
            )
        found["delta"] = update(places, arrays, wanted)
    found |= moments(places, arrays, wanted)
    return found | {role: None for role in in_place if role != "theta" or theta is None}


def sorted_out(made, like, box):
    """Tell outputs that are arrays, place -> first number, from a count and a state."""
    found, arrays = {}, {}
    for place, output in enumerate(made):
        taken = box.unpack(output, like)
        if taken is not None and not (isinstance(output, int) and box.kind != "numbers"):
            arrays[place] = float(np.ravel(taken[0])[0])
        elif isinstance(output, int | float) and not isinstance(output, bool):
            found["t"] = place
        elif output is not None:
            found.setdefault("state", place)
    return found, arrays


def place_of_theta(arrays, asked):
    """Return where theta comes back: the one below -1e5, or where all is NaN, that in its turn."""
    large = [place for place, x in arrays.items() if x < -1e5]
    if large:
        return large[0]
    if "theta" in asked and arrays and not np.isfinite(list(arrays.values())).all():
        order = [role for role in asked if role in TRIAL]
        return list(arrays)[min(order.index("theta"), len(arrays) - 1)]
    return None


def update(places, arrays, wanted):
    """Take the update out of ``places``, first or last, not as large as v; its place and sign."""
    first = not wanted or abs(arrays[places[0]]) < min(abs(arrays[places[-1]]), 0.05)
    place = places.pop(0 if first else -1)
    return place, -1 if arrays[place] > 0 or not np.isfinite(arrays[place]) else 1


def moments(places, arrays, wanted):
    """Say where the ``wanted`` of m and v are: v is much larger than m, or else comes after it."""
    if len(wanted) < 2:
        return dict(zip(wanted, places, strict=False))
    one, other = places[:2]
    if abs(arrays[one]) > 10 * abs(arrays[other]):
        one, other = other, one
    return {"m": one, "v": other}


def changed(role, values, like, box):
    """Whether the arrays of a role, filled with one number before, have another now."""
    taken = box.unpack(values[role], like)
    return taken is not None and not np.all(taken[0] == TRIAL[role])
