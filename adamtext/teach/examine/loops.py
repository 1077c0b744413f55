"""Functions that hold the whole loop: they are handed a gradient function, and call it."""

import queue
import threading

import numpy as np

from adamtext.teach.examine.names import hyperparameter, plain, required
from adamtext.teach.examine.work import Alone, AtWork, CannotBeExamined

GRADIENTS = set(
    "grad gradient gradf gradfn gradfunc gradfunction gradientfn gradientfunction df dfn dfdx "
    "gradients jac derivative fprime gradientf computegradient gradlossfn".split()
)
OBJECTIVES = set("f fn func function objective loss lossfn cost costfn objectivefunction".split())
STARTS = set(
    "x0 theta0 w0 x theta w init initial start params x1 startpoint initialx xinit initx "
    "thetainit winit initialguess guess".split()
)
STEPS = set(
    "n niter niters numiter numiters numiterations iterations niterations steps nsteps numsteps "
    "maxiter maxiters maxiterations epochs nepochs numepochs maxsteps t T iters maxit".split()
)


class Stop(BaseException):
    """Thrown into a loop that has made its steps."""


def loop_roles(parameters):
    """Map the roles "gradient", "objective", "start", "steps" to names; None if it is no loop."""
    found = {}
    for name in parameters:
        spelt = plain(name)
        for role, names in (
            ("gradient", GRADIENTS),
            ("start", STARTS),
            ("steps", STEPS),
            ("objective", OBJECTIVES),
        ):
            if spelt in names and role not in found and hyperparameter(name) is None:
                found[role] = name
                break
    if "gradient" not in found and "objective" in found:
        found["gradient"] = found.pop("objective")
    known = set(found.values())
    missing = [k for k in required(parameters) if k not in known and hyperparameter(k) is None]
    return found if {"gradient", "start"} <= set(found) and not missing else None


class Loop(AtWork):
    """A loop that runs in a thread of its own, and waits for each gradient."""

    def __init__(self, function, names, theta):
        self.asked, self.given = queue.Queue(), queue.Queue()
        self.error, self.now = None, theta
        self.shape = theta.shape
        values = {"gradient": self.gradient, "start": theta.ravel().copy(), "steps": 100_000}
        values["objective"] = lambda *args: 0.0
        arguments = {name: values[role] for role, name in names.items()}
        self.thread = threading.Thread(target=self.work, args=(function, arguments), daemon=True)
        self.thread.start()
        self.wait()

    def work(self, function, arguments):
        """Run the loop, and keep what it raises."""
        try:
            with np.errstate(all="ignore"):
                function(**arguments)
            self.error = CannotBeExamined("the loop ended by itself")
        except Stop:
            return
        except (Exception, SystemExit) as error:
            self.error = error
        self.asked.put(None)

    def gradient(self, x, *rest):
        """Answer the loop when it asks for the gradient at ``x``."""
        self.asked.put(np.array(x, dtype=float).reshape(self.shape))
        g = self.given.get()
        if g is None:
            raise Stop
        return g.ravel()

    def wait(self):
        """Wait until the loop asks."""
        now = self.asked.get(timeout=60)
        if now is None:
            raise self.error
        self.now = now

    def step(self, gradients):
        """Answer with a gradient, and wait for the next question."""
        self.given.put(gradients[0])
        self.wait()

    def read(self):
        """Return where the loop last asked."""
        return [self.now]

    def close(self):
        """End the loop."""
        self.given.put(None)


class Generator(AtWork):
    """A generator that is sent a gradient, and yields where that leads."""

    def __init__(self, function, theta):
        self.made, self.now = function(theta), theta
        next(self.made)

    def step(self, gradients):
        """Send a gradient; what yields nothing works in place."""
        made = self.made.send(gradients[0])
        self.now = self.now if made is None else made

    def read(self):
        """List the one array."""
        return [self.now]


class Loops(Alone):
    """One loop for each array."""

    def close(self):
        """End all."""
        for work in self.each:
            work.close()


def ways_of_loop(build, names):
    """Yield the way to let a loop work."""
    yield (
        f"a loop that calls {names['gradient']}",
        lambda thetas: Loops(lambda one: Loop(build(), names, one[0]), thetas),
    )
