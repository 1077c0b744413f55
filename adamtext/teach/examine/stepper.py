"""Functions and methods at work that make one step, whatever they return.

What comes back is found out by trying, with numbers of such sizes that one can tell theta, m and v
apart.
"""

import numpy as np

from adamtext.teach.examine.calls import Call
from adamtext.teach.examine.work import AtWork, CannotBeExamined, fresh, need_all, short

#: theta, m and v of the trial.
TRIAL = {"theta": -1e6, "m": 1e-3, "v": 1e3}


class Stepper(AtWork):
    """A step that is called with arrays: all of them at once, or one after another."""

    can = frozenset({"join", "skip"})

    def __init__(self, call, box, thetas, t=1, state=None, reading=None):
        self.call, self.box, self.t0, self.state0 = call, box, t, state
        self.names = box.keys(len(thetas) + 9)
        self.real = len(thetas)
        if box.kind == "d-dict" and len(thetas) % 2:
            thetas = [*thetas, np.zeros(1)]  # layers have two arrays each
        self.groups = [list(thetas)] if box.whole else [[theta] for theta in thetas]
        if box.whole:
            self.can = frozenset()
        self.memory = [self.begin(group) for group in self.groups]
        self.reading = None
        if reading is not None:
            self.know(reading)

    def know(self, reading):
        """Take notice of what a step returns: a t that comes back was raised, and began at 0."""
        self.reading = reading
        if "t" in reading and "t" in self.call.roles:
            self.t0 = 0
            for memory in self.memory:
                memory["t"] = 0

    def begin(self, group):
        """Return what one call remembers before the first step."""
        return {
            "m": self.box.pack([np.zeros_like(x) for x in group], "m"),
            "v": self.box.pack([np.zeros_like(x) for x in group], "v"),
            "t": self.t0,
            "state": fresh(self.state0),
        }

    def step(self, gradients):
        """Step those arrays that have a gradient."""
        if self.box.whole:
            need_all(gradients)
        if self.reading is None:
            self.know(self.try_out())
        gradients = [*gradients, *([np.zeros(1)] * (len(self.groups[0]) - len(gradients)))]
        groups = [gradients] if self.box.whole else [[g] for g in gradients[: len(self.groups)]]
        for i, (group, gs) in enumerate(zip(self.groups, groups, strict=True)):
            if gs[0] is not None:
                self.groups[i] = self.step_group(i, group, gs)

    def step_group(self, i, group, gradients):
        """Step what one call steps, and return it.

        Raises
        ------
        CannotBeExamined
            If a step returned something else than in the trial.
        """
        memory = self.memory[i]
        values = memory | {
            "theta": self.box.pack(group),
            "g": self.box.pack(gradients, "g"),
            "name": self.names[i],
        }
        made = outputs(self.call(values))
        reading, new = self.reading, None
        for role, place in reading.items():
            if role in memory and place is not None:
                memory[role] = made[place]
        if "t" not in reading:
            memory["t"] = memory["t"] + 1
        if "theta" in reading and reading["theta"] is not None:
            new = self.box.unpack(made[reading["theta"]], group)
        elif "delta" in reading:
            place, sign = reading["delta"]
            delta = self.box.unpack(made[place], group)
            new = delta and [x + sign * d for x, d in zip(group, delta, strict=True)]
        else:
            new = self.box.unpack(values["theta"], group)
        if new is None:
            raise CannotBeExamined(f"a step returned {short(made)}")
        return new

    def try_out(self):
        """Find out what a step returns, by numbers of different sizes; it may remember them not."""
        group = self.groups[0]
        # in float64, in which small steps from a large theta are not lost
        like = [x.astype(float) for x in (group if self.box.whole else group[:1])]
        filled = {k: [np.full_like(x, value) for x in like] for k, value in TRIAL.items()}
        values = {role: self.box.pack(filled[role], role) for role in ("theta", "m", "v")}
        values |= {
            "g": self.box.pack([np.ones_like(x) for x in like], "g"),
            "t": self.t0,
            "state": fresh(self.state0),
            "name": "trial",
        }
        call = Call(fresh(self.call.function), self.call.order, self.call.positional)
        with np.errstate(all="ignore"):
            made = outputs(call(values))
        return read(made, values, like, self.box, self.call.roles)

    def read(self):
        """List the arrays."""
        if self.box.whole:
            return self.groups[0][: self.real]
        return [group[0] for group in self.groups]

    def join(self, theta):
        """Let one more array be stepped."""
        self.groups.append([theta])
        self.memory.append(self.begin([theta]))
        self.real += 1


def outputs(made):
    """List what a call returned."""
    if made is None:
        return []
    return list(made) if isinstance(made, tuple) and not hasattr(made, "_fields") else [made]


def read(made, values, like, box, asked):
    """Say which output is what: role -> place; None for what is changed in place.

    Raises
    ------
    CannotBeExamined
        If nothing comes back of theta, m or v.
    """
    found, arrays = {}, {}
    for place, output in enumerate(made):
        taken = box.unpack(output, like)
        if taken is not None and not (isinstance(output, int) and box.kind != "numbers"):
            arrays[place] = float(np.ravel(taken[0])[0])
        elif isinstance(output, int | float) and not isinstance(output, bool):
            found["t"] = place
        elif output is not None:
            found.setdefault("state", place)
    thetas = [place for place, x in arrays.items() if x < -1e5]
    if not thetas and "theta" in asked and arrays and not np.isfinite(list(arrays.values())).all():
        order = [role for role in asked if role in ("theta", "m", "v")]
        thetas = [list(arrays)[min(order.index("theta"), len(arrays) - 1)]]
    if thetas:
        found["theta"] = thetas[0]
        del arrays[thetas[0]]
    moments = [role for role in ("m", "v") if role in asked]
    in_place = {
        role: changed(values[role], like, box, TRIAL[role])
        for role in ("theta", *moments)
        if role in asked
    }
    places = list(arrays)
    wanted = [role for role in moments if not in_place[role]]
    if len(places) < len(wanted):
        raise CannotBeExamined(
            "m and v do not come back from a step, and are not changed in place",
            "let it return (w, m, v)",
        )
    if "state" in asked and "state" not in found and thetas and len(places) > len(wanted):
        found["state"] = places.pop()
    spare = len(places) - len(wanted)
    delta = spare >= 1 and not thetas and not in_place.get("theta")
    if delta:
        # the update itself: not as large as v, and first or last
        first = not wanted or abs(arrays[places[0]]) < min(abs(arrays[places[-1]]), 0.05)
        place = places.pop(0 if first else -1)
        found["delta"] = (place, -1 if arrays[place] > 0 or not np.isfinite(arrays[place]) else 1)
    if len(wanted) == 2:
        one, other = places[:2]
        if abs(arrays[one]) > 10 * abs(arrays[other]):
            one, other = other, one
        found |= {"m": one, "v": other}
    elif wanted:
        found[wanted[0]] = places[0]
    for role in ("m", "v"):
        if in_place.get(role):
            found[role] = None
    if not thetas and not delta:
        if not in_place.get("theta"):
            raise CannotBeExamined(
                "nothing that is theta, or an update of it, comes back from a step",
                "let it return the new weights, or change them in place",
            )
        found["theta"] = None
    return found


def changed(x, like, box, before):
    """Whether ``x``, filled with one number before, has another now."""
    taken = box.unpack(x, like)
    return taken is not None and not np.all(taken[0] == before)
