"""Race SFO and L-BFGS against Adam on the small problem of Figure 2b; one JSON file.

Use it as `python -m tools.measure_sfo`, after `adamtext experiments record fig2b --size small`,
where Adam's step size was found. SFO needs no tuning. Its subfunctions are the minibatches of
Adam's first pass; "few parts" are as many as its authors advise, a tenth of the root of the number
of examples. With dropout the units are drawn anew at each evaluation, or "kept": drawn once for
each subfunction. L-BFGS is SciPy's, one gradient on all examples a pass; the best value so far
counts. Times are those of the processor, on one core. How long a step of SFO takes depends on the
number of its parts, so steps are timed for several, all with minibatches of 128.
"""

import argparse
import itertools
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import torch
from scipy.optimize import minimize
from tqdm import tqdm

from adamtext.lab.datasets import minibatches
from adamtext.lab.figures import plan
from adamtext.lab.networks import mlp
from adamtext.lab.problems import build, digits
from adamtext.lab.results import RECORDED, recorded, write_record
from adamtext.lab.rules import in_blocks
from adamtext.lab.sfo import sfo
from adamtext.lab.threads import one_thread, one_torch_thread
from adamtext.lab.trials import Trial, short
from adamtext.lab.where import where

PARTS, FEW = 10, 4
CASES = {  # name: rule, dropout, whether the units are drawn anew, parts of the data
    "Adam": ("adam", 0.0, True, PARTS),
    "SFO": ("sfo", 0.0, True, PARTS),
    "SFO, few parts": ("sfo", 0.0, True, FEW),
    "L-BFGS": None,
    "Adam, dropout": ("adam", 0.5, True, PARTS),
    "SFO, dropout": ("sfo", 0.5, True, PARTS),
    "SFO, kept dropout": ("sfo", 0.5, False, PARTS),
}


class Watch:
    """Seconds of the processor, of a function and of all else since the watch was made."""

    def __init__(self, function):
        self.function, self.start, self.inside = function, time.process_time(), 0.0

    def __call__(self, *arguments):
        """Call the function, and count what it takes."""
        before = time.process_time()
        found = self.function(*arguments)
        self.inside += time.process_time() - before
        return found

    def read(self):
        """Return the seconds inside of the function and outside."""
        return self.inside, time.process_time() - self.start - self.inside


def walk_of_adam(trial):
    """Yield Adam's theta after each step, that it was taken, the cost, a watch of gradients."""
    problem = build(trial)
    theta, rule = problem.theta0, in_blocks(trial.optimizer())
    state, watch = rule.init(theta), Watch(problem.value_and_grad)
    for t in itertools.count(1):
        value, g = watch(theta, t)
        theta, state = rule.step(theta, g, state)
        yield theta, True, value, watch


def walk_of_sfo(trial, parts, anew):
    """Yield SFO's theta after each step, whether it was accepted, the cost, and the watch."""
    (x, y), _ = digits(trial)
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    rows = minibatches(len(y), len(y) // parts, trial.seed)
    batches = [torch.from_numpy(rows(i + 1)) for i in range(parts)]
    network, noise, count = mlp(dropout=trial.dropout, l2=trial.l2), torch.Generator(), [0]

    def value_and_grad(theta, i):
        count[0] += 1
        noise.manual_seed((count[0] if anew else i) + 1_000_000 * trial.seed)
        theta = torch.from_numpy(theta)
        value, g = network.value_and_grad(theta, x[batches[i]], y[batches[i]], noise)
        return value, g.numpy()

    watch = Watch(value_and_grad)
    for step in sfo(watch, network.init(trial.seed).numpy(), parts):
        yield torch.from_numpy(step.theta), step.accepted, step.value, watch


def quasi_newton(trial):
    """Return the run of L-BFGS: the lowest cost so far after each gradient on all examples."""
    (x, y), _ = digits(trial)
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    network, values = mlp(dropout=0.0, l2=trial.l2), []

    def value_and_grad(theta):
        value, g = network.value_and_grad(torch.from_numpy(theta.astype(np.float32)), x, y)
        values.append(value)
        return value, g.numpy().astype(float)

    theta0 = network.init(trial.seed).numpy().astype(float)
    options = {"maxfun": trial.passes + 1}
    minimize(value_and_grad, theta0, jac=True, method="L-BFGS-B", options=options)
    costs = np.minimum.accumulate(values[: trial.passes + 1])
    return {"case": "L-BFGS", "seed": trial.seed, "cost": [short(cost) for cost in costs]}


def measure(case, trial):
    """Return the curves of one run: costs, and seconds, after each pass."""
    if case == "L-BFGS":
        return quasi_newton(trial)
    rule, dropout, anew, parts = CASES[case]
    trial = replace(trial, dropout=dropout)
    walk = walk_of_adam(trial) if rule == "adam" else walk_of_sfo(trial, parts, anew)
    problem, bare = build(trial), build(replace(trial, l2=0.0, dropout=0.0))
    run = {"case": case, "seed": trial.seed, "parts": parts, "accepted": 0}
    run |= {"cost": [short(problem.cost(problem.theta0))], "gradients": [0.0], "own": [0.0]}
    run["noisy"], values = [], []
    spent = 0.0  # on costs, which is nobody's own work
    for t, (theta, accepted, value, watch) in enumerate(walk, start=1):
        run["accepted"] += int(accepted)
        values.append(value)
        if t % parts:
            continue
        run["noisy"].append(short(np.mean(values)))
        values.clear()
        inside, outside = watch.read()
        run["gradients"].append(short(inside))
        run["own"].append(short(outside - spent))
        before = time.process_time()
        run["cost"].append(short(problem.cost(theta)))
        spent += time.process_time() - before
        if t == trial.passes * parts:
            return run | {"steps": t, "misfit": short(bare.cost(theta))}


def time_of_step(rule, trial, parts):
    """Return seconds of a step, gradient and own work, once all parts are known."""
    trial = replace(trial, rows=128 * parts, measured=128)
    walk = walk_of_adam(trial) if rule == "adam" else walk_of_sfo(trial, parts, True)
    for t, (*_, watch) in enumerate(walk, start=1):
        if t == 4 * parts:
            before = np.array(watch.read())
        if t == 6 * parts:
            gradient, own = (np.array(watch.read()) - before) / (2 * parts)
            return {"rule": rule, "parts": parts, "gradient": short(gradient), "own": short(own)}


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--to", default=RECORDED, type=Path, help="folder of the JSON file")
    folder = parser.parse_args(argv).to
    race = plan("fig2b", "small")
    tuned = recorded("fig2b", "small", folder)["results"]["Adam"][0]["trial"]["hyper"]
    trials = [Trial(rule="adam", hyper=tuned, seed=s, **race.settings) for s in race.seeds]
    with one_thread(), one_torch_thread(), np.errstate(over="ignore", invalid="ignore"):
        todo = [(case, one) for case in CASES for one in trials[: 3 if "dropout" in case else 5]]
        runs = [measure(case, trial) for case, trial in tqdm(todo)]
        pairs = itertools.product(("adam", "sfo"), (10, 20, 40))
        steps = [time_of_step(rule, trials[0], parts) for rule, parts in tqdm(list(pairs))]
    content = {"figure": "sfo", "size": "small", "command": "python -m tools.measure_sfo"}
    content |= {"hyper": tuned, "settings": race.settings, "where": where("cpu")}
    content |= {"date": date.today().isoformat(), "runs": runs, "steps": steps}
    write_record(folder / "sfo-small.json", content)


if __name__ == "__main__":
    main()
