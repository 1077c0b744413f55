"""Functions and methods at work that make one step, whatever they return."""

import numpy as np

from adamtext.teach.examine.outputs import TRIAL, outputs, read
from adamtext.teach.examine.work import AtWork, CannotBeExamined, fresh, need_all, short


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
        call = self.call.of(fresh(self.call.function))
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
