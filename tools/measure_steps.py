"""Time a step of Adam, written in many ways, against the number of coordinates; one JSON file.

Use it as `python -m tools.measure_steps`, on a machine that does nothing else. All in float32, on
one core. Contestants take turns and the best turn counts, so that what else runs slows none of
them more than another. Libraries that are not installed are left out, and said to be; optax is in
no list of requirements, so `pip install optax==0.2.8` first.
"""

import argparse
import os
import platform
import sys
import time
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import numba
import numpy as np
from tqdm import tqdm

from adamtext import adam, fused
from adamtext.lab.networks import mlp
from adamtext.lab.results import RECORDED, write_record
from adamtext.lab.rules import in_blocks

LIBRARIES = ("numpy", "numba", "torch", "jax", "optax")
SIZES = [round(x) for x in (2, 10, 30, *np.outer(10.0 ** np.arange(2, 7), (1, 3)).flat, 1e7)]
ALPHA, BETA1, BETA2, EPS = 1e-3, 0.9, 0.999, 1e-8


def noise(n):
    """Return theta and a gradient."""
    rng = np.random.default_rng(1412)
    return rng.normal(size=n).astype(np.float32), rng.normal(size=n).astype(np.float32)


def rule(optimizer):
    """Step of a rule of the package, again and again from the state that the last one left."""

    def contestant(n):
        theta, g = noise(n)
        last = [(theta, optimizer.init(theta))]

        def step():
            last[0] = optimizer.step(last[0][0], g, last[0][1])

        return step

    return contestant


def in_place(n):
    """NumPy's operations, one after the other, into arrays that are there already."""
    (theta, g), m, v = noise(n), np.zeros(n, np.float32), np.zeros(n, np.float32)
    a, b = np.empty_like(m), np.empty_like(m)

    def step(t=[0]):  # noqa: B006
        t[0] += 1
        np.multiply(m, BETA1, out=m)
        np.multiply(g, 1 - BETA1, out=a)
        np.add(m, a, out=m)
        np.multiply(v, BETA2, out=v)
        np.multiply(g, g, out=a)
        np.multiply(a, 1 - BETA2, out=a)
        np.add(v, a, out=v)
        np.divide(m, 1 - BETA1 ** t[0], out=a)
        np.divide(v, 1 - BETA2 ** t[0], out=b)
        np.sqrt(b, out=b)
        np.add(b, EPS, out=b)
        np.multiply(a, ALPHA, out=a)
        np.divide(a, b, out=a)
        np.subtract(theta, a, out=theta)

    return step


@numba.njit(error_model="numpy")
def efficient_loop(theta, g, m, v, alpha_t, beta1, new1, beta2, new2, eps_hat):
    for i in range(len(theta)):
        m[i] = beta1 * m[i] + new1 * g[i]
        v[i] = beta2 * v[i] + new2 * g[i] ** 2
        theta[i] = theta[i] - alpha_t * m[i] / (np.sqrt(v[i]) + eps_hat)


def efficient(n):
    """One loop again, in the order given at the end of §2."""
    theta, g = noise(n)
    _, m, v = fused.adam().init(theta)

    def step(t=[0]):  # noqa: B006
        t[0] += 1
        alpha_t = ALPHA * (1 - BETA2 ** t[0]) ** 0.5 / (1 - BETA1 ** t[0])
        numbers = (alpha_t, BETA1, 1 - BETA1, BETA2, 1 - BETA2, EPS)
        efficient_loop(theta, g, m, v, *map(np.float32, numbers))

    return step


@numba.njit
def traffic_loop(theta, g, m, v):
    """Read and write what a step reads and writes, and compute next to nothing."""
    for i in range(len(theta)):
        m[i] += g[i]
        v[i] += g[i]
        theta[i] += g[i]


def traffic(n):
    """Return the loop that shows what the memory allows: 28 bytes a coordinate."""
    theta, g = noise(n)
    state = fused.adam().init(theta)
    return lambda: traffic_loop(theta, g, state.m, state.v)


def torch_adam(**how):
    """Step of torch.optim.Adam."""

    def contestant(n):
        import torch

        torch.set_num_threads(1)
        theta, g = map(torch.from_numpy, noise(n))
        parameter = theta.clone().requires_grad_()
        parameter.grad = g.clone()
        return torch.optim.Adam([parameter], **how).step

    return contestant


def optax_adam(n):
    """Step of optax.adam, compiled by JAX as a whole, old arrays given up to the new ones."""
    import jax
    import optax

    optimizer = optax.adam(ALPHA)

    def update(theta, state, g):
        change, state = optimizer.update(g, state)
        return optax.apply_updates(theta, change), state

    theta, g = map(jax.numpy.asarray, noise(n))
    jitted, last = jax.jit(update, donate_argnums=(0, 1)), [(theta, optimizer.init(theta))]

    def step():
        last[0] = jitted(*last[0], g)
        jax.block_until_ready(last[0])

    return step


CONTESTANTS = {
    "formula": rule(adam()),
    "in place": in_place,
    "in blocks": rule(in_blocks(adam())),
    "one loop": rule(fused.adam()),
    "efficient loop": efficient,
    "traffic": traffic,
    "torch, one by one": torch_adam(foreach=False),
    "torch, foreach": torch_adam(foreach=True),
    "torch, fused": torch_adam(fused=True),
    "optax, compiled": optax_adam,
}


def seconds(step, count):
    start = time.perf_counter()
    for _ in range(count):
        step()
    return (time.perf_counter() - start) / count


def race(n, names, turns, bar):
    """Return name -> best seconds of a step with ``n`` coordinates."""
    steps = {name: CONTESTANTS[name](n) for name in names}
    once = {name: min(seconds(step, 1) for _ in range(9)) for name, step in steps.items()}
    counts = {name: max(1, round(2e-3 / once[name])) for name in names}
    best = dict.fromkeys(names, float("inf"))
    for _ in range(turns):
        for name, step in steps.items():
            best[name] = min(best[name], seconds(step, counts[name]))
        bar.update()
    return best


def many(turns, tensors=300, size=10):
    """Time steps of ``tensors`` small tensors, and of one with as many coordinates.

    Returns name -> [seconds in parts, seconds in one].
    """
    import torch

    torch.set_num_threads(1)

    def of_torch(shape, **how):
        parameters = [torch.zeros(n, requires_grad=True) for n in shape]
        for parameter in parameters:
            parameter.grad = torch.ones_like(parameter)
        return torch.optim.Adam(parameters, **how).step

    def of_ours(shape):
        ours = [rule(fused.adam())(n) for n in shape]
        return lambda: [step() for step in ours]

    shapes = [size] * tensors, [size * tensors]
    ways = {
        "torch, one by one": partial(of_torch, foreach=False),
        "torch, foreach": partial(of_torch, foreach=True),
        "torch, fused": partial(of_torch, fused=True),
        "one loop": of_ours,
    }
    steps = {name: [way(shape) for shape in shapes] for name, way in ways.items()}
    best = {name: [float("inf")] * 2 for name in steps}
    for turn in range(turns + 1):
        for name, pair in steps.items():
            found = [seconds(step, 20) for step in pair]
            if turn:  # the first one warms up
                best[name] = [min(pair) for pair in zip(best[name], found, strict=True)]
    rounded = {name: [float(f"{s:.3g}") for s in pair] for name, pair in best.items()}
    return {"tensors": tensors, "coordinates": size, "seconds": rounded}


def perceptron(turns, batch=128):
    """Time the gradient of the perceptron of §6.2, which a step follows."""
    import torch

    torch.set_num_threads(1)
    network, generator = mlp(dropout=0.5), torch.Generator().manual_seed(1412)
    x, y = torch.rand(batch, 784, generator=generator), torch.arange(batch) % 10
    theta = network.init()
    times = [
        seconds(lambda: network.value_and_grad(theta, x, y, generator), 1) for _ in range(turns)
    ]
    return {"n": len(theta), "batch": batch, "seconds": float(f"{min(times):.3g}")}


def machine():
    info = Path("/proc/cpuinfo")  # only on Linux, where platform.processor() knows nothing
    text = info.read_text() if info.exists() else f"model name: {platform.processor()}"
    caches = sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*"))
    return {
        "cpu": text.partition("model name")[2].partition("\n")[0].strip(" \t:"),
        "caches": [(c / "size").read_text().strip() for c in caches],
        "system": platform.system(),
        "python": platform.python_version(),
    }


def versions():
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=RECORDED, help="the folder for the file")
    parser.add_argument("--turns", type=int, default=40, help="of each contestant at each size")
    parser.add_argument("--largest", type=float, default=1e7, help="number of coordinates")
    parser.add_argument("--size", default="full", help="the record's second name")
    options = parser.parse_args(arguments)
    if hasattr(os, "sched_setaffinity"):  # before PyTorch and JAX look how many cores there are
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    libraries = {name: name.partition(",")[0] for name in CONTESTANTS if "," in name}
    missing = [name for name, library in libraries.items() if not find_spec(library)]
    names = [name for name in CONTESTANTS if name not in missing]
    if missing:
        print("left out, since not installed:", "; ".join(missing), file=sys.stderr)
    sizes = [n for n in SIZES if n <= options.largest]
    times = {name: [] for name in names}
    with tqdm(total=len(sizes) * options.turns, unit="turn") as bar:
        for n in sizes:
            bar.set_description(f"n = {n:.0e}")
            for name, best in race(n, names, options.turns, bar).items():
                times[name].append(float(f"{best:.3g}"))
    content = {
        "figure": "steps",
        "size": options.size,
        "command": f"python -m tools.measure_steps --size {options.size}",
        "machine": machine(),
        "versions": versions(),
        "dtype": "float32",
        "n": sizes,
        "seconds": times,
        "many": many(options.turns),
        "perceptron": perceptron(options.turns),
    }
    print(f"{write(content, options.to)}: {len(names)} contestants, {len(sizes)} sizes")


def write(content, folder):
    """Write what :func:`adamtext.lab.results.recorded` reads."""
    path = folder / f"{content['figure']}-{content['size']}.json"
    write_record(path, content)
    return path


if __name__ == "__main__":
    main()
