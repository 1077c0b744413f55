"""Write down what optax and Keras do with one stream of gradients, for tests/test_reference.py.

Neither library is needed to run the tests, so neither is in requirements.txt. In a virtual
environment of its own, in which these versions are installed, from the root of the repository:

    pip install optax==0.2.8 keras==3.15.1 jax==0.10.2
    python tools/freeze_reference.py

All arithmetic is in float64. Change a case here and its twin in the test together.
"""

import json
import os
import re
from importlib.metadata import version
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"  # read by Keras when it is imported

import jax
import keras
import numpy as np
import optax

jax.config.update("jax_enable_x64", True)
keras.config.set_floatx("float64")

FOLDER = Path(__file__).parents[1] / "tests" / "reference"
START = [0.5, -0.25, 1.0, -2.0, 0.125]
STEPS = [1, 2, 3, 10, 50, 200]
DECAYED = "0.01 / sqrt(t)"
BETAS = {"b1": 0.9, "b2": 0.99}
KERAS_BETAS = {"beta_1": 0.9, "beta_2": 0.99}

OPTAX = {
    "sgd": ("sgd", {"learning_rate": 0.001}),
    "momentum": ("sgd", {"learning_rate": 0.001, "momentum": 0.9}),
    "momentum, decayed": ("sgd", {"learning_rate": DECAYED, "momentum": 0.9}),
    "nesterov": ("sgd", {"learning_rate": 0.001, "momentum": 0.9, "nesterov": True}),
    "adagrad": (
        "adagrad",
        {"learning_rate": 0.01, "initial_accumulator_value": 0.0, "eps": 0.0},
    ),
    "adagrad, defaults": ("adagrad", {"learning_rate": 0.01}),
    "rmsprop": (
        "rmsprop",
        {"learning_rate": 0.01, "decay": 0.99, "eps": 1e-4, "eps_in_sqrt": False},
    ),
    "rmsprop, defaults": ("rmsprop", {"learning_rate": 0.01}),
    "adadelta": ("adadelta", {"learning_rate": 0.5, "rho": 0.9, "eps": 1e-6}),
    "adam": ("adam", {"learning_rate": 0.01, **BETAS, "eps": 1e-4}),
    "adam, decayed": ("adam", {"learning_rate": DECAYED, **BETAS, "eps": 1e-4}),
    "adam, eps_root": (
        "adam",
        {"learning_rate": 0.01, **BETAS, "eps": 0.0, "eps_root": 1e-4},
    ),
    "adamw": ("adamw", {"learning_rate": 0.01, **BETAS, "eps": 1e-4, "weight_decay": 0.5}),
    "amsgrad": ("amsgrad", {"learning_rate": 0.01, **BETAS, "eps": 1e-4}),
    "amsgrad, uncorrected": (
        "amsgrad",
        {
            "learning_rate": 0.01,
            **BETAS,
            "eps": 1e-4,
            "bias_correction_mu": False,
            "bias_correction_nu": False,
        },
    ),
    "adamax": ("adamax", {"learning_rate": 0.01, **BETAS, "eps": 0.0}),
    "adamax, eps": ("adamax", {"learning_rate": 0.01, **BETAS, "eps": 1e-4}),
}

KERAS = {
    "sgd": ("SGD", {"learning_rate": 0.001}),
    "momentum": ("SGD", {"learning_rate": 0.001, "momentum": 0.9}),
    "momentum, decayed": ("SGD", {"learning_rate": DECAYED, "momentum": 0.9}),
    "nesterov": ("SGD", {"learning_rate": 0.001, "momentum": 0.9, "nesterov": True}),
    "adagrad": (
        "Adagrad",
        {"learning_rate": 0.01, "initial_accumulator_value": 0.0, "epsilon": 0.0},
    ),
    "adagrad, defaults": ("Adagrad", {"learning_rate": 0.01}),
    "rmsprop": ("RMSprop", {"learning_rate": 0.01, "rho": 0.99, "epsilon": 0.0}),
    "rmsprop, defaults": ("RMSprop", {"learning_rate": 0.01}),
    "adadelta": ("Adadelta", {"learning_rate": 0.5, "rho": 0.9, "epsilon": 1e-6}),
    "adam": ("Adam", {"learning_rate": 0.01, **KERAS_BETAS, "epsilon": 0.0}),
    "adam, eps": ("Adam", {"learning_rate": 0.01, **KERAS_BETAS, "epsilon": 1e-4}),
    "adam, decayed": ("Adam", {"learning_rate": DECAYED, **KERAS_BETAS, "epsilon": 1e-4}),
    "adam, weight decay": (
        "Adam",
        {"learning_rate": 0.01, **KERAS_BETAS, "epsilon": 0.0, "weight_decay": 0.5},
    ),
    "adamw": (
        "AdamW",
        {"learning_rate": 0.01, **KERAS_BETAS, "epsilon": 0.0, "weight_decay": 0.5},
    ),
    "amsgrad": (
        "Adam",
        {"learning_rate": 0.01, **KERAS_BETAS, "epsilon": 1e-4, "amsgrad": True},
    ),
    "adamax, eps": ("Adamax", {"learning_rate": 0.01, **KERAS_BETAS, "epsilon": 1e-4}),
}


def stream():
    """Return 200 gradients: tiny, middling, large and rare ones, and a coordinate that wakes late.

    Four digits are enough, and survive the way into the file and back.
    """
    rng = np.random.default_rng(1412)
    g = rng.normal(size=(200, 5)) * [1e-3, 1.0, 10.0, 5.0, 0.3] + [1e-3, 0.0, 5.0, 0.0, 0.1]
    g[1:, 3] *= rng.random(199) < 0.1
    g[:40, 4] = 0.0
    return [[float(f"{x:.4g}") + 0.0 for x in row] for row in g]  # + 0.0: no zero is negative


def width(arguments):
    """Without an eps the coordinate that is zero at first divides 0 by 0: leave it out."""
    eps = [arguments.get(name) for name in ("eps", "epsilon", "eps_root")]
    return 4 if 0.0 in eps and not any(eps) else 5


def run_optax(name, arguments, gradients):
    if arguments["learning_rate"] == DECAYED:
        # 1.0 because the root of an int32 would be float32, + because optax counts from 0
        arguments = arguments | {"learning_rate": lambda count: 0.01 / jax.numpy.sqrt(count + 1.0)}
    rule = getattr(optax, name)(**arguments)
    theta = jax.numpy.asarray(START[: gradients.shape[1]])
    state, step = rule.init(theta), jax.jit(rule.update)
    for g in gradients:
        updates, state = step(jax.numpy.asarray(g), state, theta)
        theta = optax.apply_updates(theta, updates)
        yield theta


def run_keras(name, arguments, gradients):
    decayed = arguments["learning_rate"] == DECAYED
    rule = getattr(keras.optimizers, name)(
        **(arguments | {"learning_rate": 0.01} if decayed else arguments)
    )
    theta = keras.Variable(START[: gradients.shape[1]])
    for t, g in enumerate(gradients, start=1):
        if decayed:
            rule.learning_rate = 0.01 / np.sqrt(t)
        rule.apply([keras.ops.convert_to_tensor(g)], [theta])
        yield theta.value


def rows(run, name, arguments, gradients):
    thetas = list(run(name, arguments, np.asarray(gradients)[:, : width(arguments)]))
    assert all(theta.dtype == "float64" for theta in thetas)
    return [np.asarray(thetas[t - 1]).tolist() for t in STEPS]


def write(name, record):
    """JSON, sorted, with each list of numbers on a line of its own."""
    text = json.dumps(record, indent=1, sort_keys=True)
    text = re.sub(r"\[\s+([^][{}]+?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text)
    (FOLDER / name).write_text(text + "\n", encoding="utf-8")


def freeze(library, cases, run, gradients):
    record = {
        "made by": "python tools/freeze_reference.py",
        "versions": {name: version(name) for name in sorted({library, "jax", "numpy"})},
        "start": START,
        "steps": STEPS,
        "cases": {
            case: {
                "call": f"{name}({', '.join(f'{k}={v}' for k, v in arguments.items())})",
                "theta": rows(run, name, arguments, gradients),
            }
            for case, (name, arguments) in cases.items()
        },
    }
    write(f"{library}.json", record)


if __name__ == "__main__":
    gradients = stream()
    write("gradients.json", {"made by": "python tools/freeze_reference.py", "g": gradients})
    freeze("optax", OPTAX, run_optax, gradients)
    freeze("keras", KERAS, run_keras, gradients)
