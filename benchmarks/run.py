"""Time the package beside what it is compared with, and say how sure the ratios are.

Use it as `make bench`, which takes under three minutes. The contestants take turns, so that
whatever else runs slows both, and begin in turn. Every pair of turns gives one ratio: `ratio` is
their median, and `sure` an interval that holds the true median with a probability of 95 % or more,
whatever the ratios' distribution. A target is met if all of the interval is, missed if none of it
is; what lies between is `unsure`, and no failure.
"""

import argparse
import json
import os
import platform
import sys
import time
from functools import partial
from itertools import accumulate, pairwise
from math import comb
from pathlib import Path
from statistics import median

import numba
import numpy as np
import torch

from adamtext import adam, fused, run
from adamtext.lab.models import softmax_regression
from adamtext.lab.networks import mlp
from adamtext.lab.trials import in_blocks
from adamtext.objectives import quadratic

LINE = "{:32}{:>11}{:>13}{:>9}{:>20}{:>7}  {:16}{}"
SECONDS = 8  # for one comparison, or as long as TURNS take
TURNS = 6  # the fewest of which 95 % can be said
PATIENCE = 4 * SECONDS  # after that, nothing is said of fewer turns, and it is the next one's turn
ALL = 150  # seconds, after which no comparison is begun


def seconds(function, rest=0):
    time.sleep(rest)
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def interval(values, confidence=0.95):
    """Return two of the values that enclose the median of what they are drawn from.

    Each value is below it with probability 1/2, so how many are is binomial: no more is needed.
    """
    n, values = len(values), sorted(values)
    ways = accumulate(comb(n, k) for k in range(n // 2))  # that at most k are below
    within = [k for k, count in enumerate(ways) if 2 * count / 2**n <= 1 - confidence]
    if not within:
        raise ValueError(f"{n} values are too few")
    return values[within[-1]], values[n - 1 - within[-1]]


def side_by_side(ours, theirs, times=1, rest=0):
    """Time both in turn; ``times`` is how often ``theirs`` would have to run to do the same.

    A ``rest`` of some seconds before each lets the threads of the one before fall asleep:
    PyTorch's wait for more work in a loop, on the core that the other needs.
    """
    ours(), theirs()
    pairs, start = [], time.perf_counter()
    while (spent := time.perf_counter() - start) < SECONDS or (
        len(pairs) < TURNS and spent < PATIENCE
    ):
        if len(pairs) % 2:
            second = seconds(theirs, rest) * times
            pairs.append((seconds(ours, rest), second))
        else:
            pairs.append((seconds(ours, rest), seconds(theirs, rest) * times))
    usual = [median(column) for column in zip(*pairs, strict=True)]
    ratios = [a / b for a, b in pairs]
    low, high = interval(ratios) if len(ratios) >= TURNS else (0.0, float("inf"))
    sure = {"ratio": median(ratios), "low": low, "high": high, "turns": len(pairs)}
    return {"ours": usual[0], "theirs": usual[1], **sure}


def one_run(*batch):
    theta0 = np.random.default_rng(1412).normal(size=(2, *batch))
    return run(adam(), quadratic([1.0, 100.0]).grad, theta0, 1000)


def steps(rule, theta, grad, count):
    state = rule.init(theta)
    for _ in range(count):
        theta, state = rule.step(theta, grad(theta), state)


def last_axis_against_first():
    c, theta = np.array([1.0, 100.0]), np.random.default_rng(1412).normal(size=(2, 10_000))
    return side_by_side(
        lambda: steps(adam(), theta, lambda x: c[:, None] * x, 200),
        lambda: steps(adam(), theta.T.copy(), lambda x: c * x, 200),
    )


def step_against_torch(count=2000):
    """Take steps so small that only what a step costs before it computes anything shows."""
    g = np.array([0.3, -0.2])
    parameter = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    parameter.grad = torch.from_numpy(g)
    theirs = torch.optim.Adam([parameter], fused=True)
    best = side_by_side(
        lambda: steps(adam(), 0 * g, lambda x: g, count),
        lambda: [theirs.step() for _ in range(count)],
    )
    return best | {name: best[name] / count for name in ("ours", "theirs")}


def softmax_epoch_against_torch(rows=60_000, size=128):
    """Fit softmax regression for an epoch to noise of MNIST's shape, both in float32."""
    rng = np.random.default_rng(1412)
    x = rng.integers(0, 256, (rows, 784), np.uint8).astype(np.float32) / 255
    y, order = rng.integers(0, 10, rows), rng.permutation(rows)
    batches = [order[i : i + size] for i in range(0, rows, size)]
    model, rule = softmax_regression(784, 10), adam()
    x_torch, y_torch = torch.from_numpy(x), torch.from_numpy(y)

    def ours():
        theta = model.init()
        state = rule.init(theta)
        for batch in batches:
            theta, state = rule.step(theta, model.grad(theta, x[batch], y[batch]), state)

    def theirs():
        layer = torch.nn.Linear(784, 10)
        adam_ = torch.optim.Adam(layer.parameters(), fused=True)
        for batch in map(torch.from_numpy, batches):
            adam_.zero_grad()
            torch.nn.functional.cross_entropy(layer(x_torch[batch]), y_torch[batch]).backward()
            adam_.step()

    return side_by_side(ours, theirs)


def perceptron_epoch_against_torch(rule, rows=6400, size=128):
    """Fit the perceptron of §6.2, dropout included, for an epoch to noise of MNIST's shape."""
    rng = np.random.default_rng(1412)
    x = torch.from_numpy(rng.random((rows, 784), np.float32))
    y, order = torch.from_numpy(rng.integers(0, 10, rows)), torch.from_numpy(rng.permutation(rows))
    batches = order.split(size)
    network, generator = mlp(dropout=0.5), torch.Generator()

    def ours():
        theta = network.init()
        state = rule.init(theta)
        for batch in batches:
            _, g = network.value_and_grad(theta, x[batch], y[batch], generator)
            theta, state = rule.step(theta, g, state)

    def theirs():
        layers = [torch.nn.Linear(a, b) for a, b in pairwise([784, 1000, 1000, 10])]
        between = [torch.nn.ReLU(), torch.nn.Dropout(0.5)]
        module = torch.nn.Sequential(layers[0], *between, layers[1], *between, layers[2])
        adam_ = torch.optim.Adam(module.parameters(), fused=True)
        for batch in batches:
            adam_.zero_grad()
            torch.nn.functional.cross_entropy(module(x[batch]), y[batch]).backward()
            adam_.step()

    return side_by_side(ours, theirs)


def noise(n):
    """Parameters and gradients in float32, in PyTorch's memory for both contestants."""
    generator = torch.Generator().manual_seed(1412)
    return torch.randn(n, generator=generator), torch.randn(n, generator=generator)


def repeated(step, count):
    return lambda: [step() for _ in range(count)]


def our_step(theta, g, threads=1):
    """Return the first step of the fused rule, which can be taken again: all is overwritten."""
    theta, g, rule = theta.numpy(), g.numpy(), fused.adam(threads=threads)
    state = rule.init(theta)
    return lambda: rule.step(theta, g, state)


def fused_against_torch(n, threads=1):
    """Step through ``n`` coordinates in one loop; both in the same number of threads."""
    theta, g = noise(n)
    parameter = theta.clone().requires_grad_()
    parameter.grad = g
    theirs = torch.optim.Adam([parameter], fused=True)
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    count = max(1, 1_000_000 // (n + 500))
    ours, rest = our_step(theta, g, threads), 0.02 * (threads > 1)
    best = side_by_side(repeated(ours, count), repeated(theirs.step, count), rest=rest)
    torch.set_num_threads(before)
    return best | {name: best[name] / count for name in ("ours", "theirs")}


def fused_against_its_traffic(n):
    """Step in one loop, beside a loop that reads and writes the same arrays and computes nothing.

    28 bytes a coordinate pass between memory and processor, whatever is computed from them.
    """

    @numba.njit
    def traffic(theta, g, m, v):
        for i in range(len(theta)):
            m[i] += g[i]
            v[i] += g[i]
            theta[i] += g[i]

    theta, g = noise(n)
    arrays = [x.numpy() for x in (theta.clone(), g, torch.zeros(n), torch.zeros(n))]
    return side_by_side(our_step(theta, g), lambda: traffic(*arrays))


all_runs = partial(one_run, 10_000)
BENCHMARKS = [
    # first, while the memory that it needs is still untouched
    ("batch of 10,000 runs, first time", lambda: {"ours": seconds(all_runs)}),
    ("batch / loop", lambda: side_by_side(all_runs, one_run, times=10_000), "ours", 0.6),
    ("last axis / first axis", last_axis_against_first),
    ("step, n = 2 / torch", step_against_torch, "ratio", 0.35),
    ("softmax epoch / torch", softmax_epoch_against_torch, "ratio", 0.5),
    ("perceptron epoch / torch", partial(perceptron_epoch_against_torch, in_blocks(adam()))),
    ("  with the fused rule", partial(perceptron_epoch_against_torch, fused.adam()), "ratio", 1.15),
    ("fused step, n = 2 / torch", partial(fused_against_torch, 2), "ratio", 0.25),
    ("fused step, n = 1e4 / torch", partial(fused_against_torch, 10**4), "ratio", 0.4),
    ("fused step, n = 1e6 / torch", partial(fused_against_torch, 10**6), "ratio", 0.95),
    ("fused step, n = 1e7 / torch", partial(fused_against_torch, 10**7), "ratio", 0.95),
    ("  both in two threads", partial(fused_against_torch, 10**7, threads=2), "ratio", 1.0),
    # at least 0.8 of its speed
    ("fused step, n = 1e7 / traffic", partial(fused_against_its_traffic, 10**7), "ratio", 1.25),
]


def verdict(times, judged, target):
    """Return "yes" or "NO" if it is sure whether a target is met, or "unsure"."""
    if target is None:
        return ""
    if judged == "ours":
        return "yes" if times["ours"] <= target else "NO"
    return "yes" if times["high"] <= target else "NO" if times["low"] > target else "unsure"


def measured(name, benchmark, judged=None, target=None):
    times = benchmark()
    cells = [f"{1e3 * times[key]:.4g}" if key in times else "" for key in ("ours", "theirs")]
    cells += ["", "", ""]
    if "ratio" in times:
        cells[2:] = (
            f"{times['ratio']:.2g}",
            f"{times['low']:.2g} to {times['high']:.2g}",
            times["turns"],
        )
    aim = f"{judged} <= {target}" + " s" * (judged == "ours") if target else ""
    ok = verdict(times, judged, target)
    print(LINE.format(name, *cells, aim, ok), flush=True)
    return {"name": name, **times, "judged": judged, "target": target, "ok": ok}


def machine():
    info = Path("/proc/cpuinfo")  # only on Linux, where platform.processor() knows nothing
    text = info.read_text() if info.exists() else f"model name: {platform.processor()}"
    return {
        "cpu": text.partition("model name")[2].partition("\n")[0].strip(" \t:"),
        "cpus": os.cpu_count(),
        "load before": round(os.getloadavg()[0], 1),
        "torch threads": torch.get_num_threads(),
        "python": platform.python_version(),
        "numpy, torch, numba": f"{np.__version__}, {torch.__version__}, {numba.__version__}",
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, default=Path("_build/benchmarks.json"))
    parser.add_argument(
        "--check", action="store_true", help="exit with 1 if a target is surely missed"
    )
    options = parser.parse_args()
    about, start = machine(), time.perf_counter()
    print(", ".join(f"{key}: {value}" for key, value in about.items()))
    if about["load before"] > 0.5:
        print("Something else runs on this machine: all is slower, and the ratios are less sure.")
    print(LINE.format("", "ours (ms)", "theirs (ms)", "ratio", "sure", "turns", "target", "met"))
    rows = []
    for benchmark in BENCHMARKS:
        if time.perf_counter() - start < ALL:
            rows.append(measured(*benchmark))
        else:
            print(f"{benchmark[0]:32}not measured: the time is up")
    report = {"machine": about, "rows": rows}
    print(f"{time.perf_counter() - start:.0f} s")
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(report, indent=1) + "\n")
    return int(options.check and any(row["ok"] == "NO" for row in report["rows"]))


if __name__ == "__main__":
    sys.exit(main())
