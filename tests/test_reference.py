"""Every rule against torch, step by step, and against values frozen from optax and Keras.

All in float64, on one stream of gradients of very different sizes, some of them zero. "Same" means
that no coordinate of theta is ever further than 1e-12 away. Where a library does something else,
the test's name says what, and the test says it in terms of our rules and pins how much it matters.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from adamtext import (
    adadelta,
    adagrad,
    adam,
    adam_efficient,
    adamax,
    adamw,
    amsgrad,
    rmsprop,
    run,
    sgd,
)


def read(name):
    path = Path(__file__).parent / "reference" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


GRADIENTS = np.array(read("gradients")["g"])
FROZEN = {"optax": read("optax"), "keras": read("keras")}
START, STEPS = np.array(FROZEN["optax"]["start"]), FROZEN["optax"]["steps"]
T = np.arange(1, len(GRADIENTS) + 1)[:, None]
SAME = 1e-12
BETAS = {"beta1": 0.9, "beta2": 0.99}


def decayed(t):
    return 0.01 / np.sqrt(t)


def corrected(t):
    """Step size of the order at the end of §2, which holds both corrections."""
    return 0.01 * np.sqrt(1 - 0.99**t) / (1 - 0.9**t)


RULES = {
    "sgd": sgd(alpha=0.001),
    "momentum": sgd(alpha=0.001, momentum=0.9),
    "momentum, decayed": sgd(alpha=decayed, momentum=0.9),
    "nesterov": sgd(alpha=0.001, momentum=0.9, nesterov=True),
    "adagrad": adagrad(alpha=0.01, eps=0.0),
    "rmsprop": rmsprop(alpha=0.01, beta2=0.99, eps=1e-4),
    "adadelta": adadelta(alpha=0.5, rho=0.9, eps=1e-6),
    "adam": adam(alpha=0.01, **BETAS, eps=1e-4),
    "adam, decayed": adam(alpha=decayed, **BETAS, eps=1e-4),
    "adamw": adamw(alpha=0.01, **BETAS, eps=1e-4, weight_decay=0.5),
    "amsgrad": amsgrad(alpha=0.01, **BETAS, eps=1e-4),
    "amsgrad, uncorrected": amsgrad(alpha=0.01, **BETAS, eps=1e-4, bias_correction=False),
    "adamax": adamax(alpha=0.01, **BETAS),
    "adamax, eps": adamax(alpha=0.01, **BETAS, eps=1e-4),
}


def ours(rule, g=GRADIENTS):
    """Trajectory of a rule that is fed the rows of g, whatever theta is."""
    return run(rule, lambda theta, t: g[t - 1], START[: g.shape[1]], len(g))


def walk(steps):
    """Iterates that take these steps down from the start."""
    return START - np.concatenate([0 * START[None], np.cumsum(steps, axis=0)])


def adamax_with_eps_inside():
    """Iterates that divide by the decaying maximum of |g| + eps, as torch and optax do."""
    m = ours(RULES["adamax, eps"]).state.m
    u = ours(RULES["adamax, eps"], abs(GRADIENTS) + 1e-4).state.u
    return walk(0.01 / (1 - 0.9**T) * m / u)


# optax and Keras


def apart(theta, library, case):
    """Largest distance between iterates and those that were written down."""
    rows = np.array(FROZEN[library]["cases"][case]["theta"])
    return np.abs(theta[STEPS] - rows).max()


def rule_apart(rule, library, case):
    """Likewise for a rule, on as many coordinates as the library was given."""
    width = len(FROZEN[library]["cases"][case]["theta"][0])
    return apart(ours(rule, GRADIENTS[:, :width]).theta, library, case)


SAME_IN_KERAS = {name: RULES[name] for name in ("sgd", "momentum", "nesterov", "adagrad")} | {
    "rmsprop": rmsprop(alpha=0.01, beta2=0.99, eps=0.0),
    "adadelta": RULES["adadelta"],
    "adam": adam(alpha=0.01, **BETAS, eps=0.0),
    "adamw": adamw(alpha=0.01, **BETAS, eps=0.0, weight_decay=0.5),
    "adamax, eps": RULES["adamax, eps"],
}


@pytest.mark.parametrize("case", [case for case in RULES if case != "adamax, eps"])
def test_same_as_optax(case):
    assert rule_apart(RULES[case], "optax", case) <= SAME


@pytest.mark.parametrize("case", SAME_IN_KERAS)
def test_same_as_keras(case):
    assert rule_apart(SAME_IN_KERAS[case], "keras", case) <= SAME


@pytest.mark.parametrize(("library", "eps"), [("optax", 1e-4), ("keras", 0.0)])
def test_another_rule_is_not_the_same(library, eps):
    assert rule_apart(adam(alpha=0.01, **BETAS, eps=eps), library, "adam") <= SAME
    for broken in (
        adam(alpha=0.01 * (1 + 1e-9), **BETAS, eps=eps),
        adam(alpha=0.01, beta1=0.9, beta2=0.99 + 1e-9, eps=eps),
        adam(alpha=0.01, **BETAS, eps=eps + 1e-9),
        amsgrad(alpha=0.01, **BETAS, eps=eps),
    ):
        assert rule_apart(broken, library, "adam") > SAME


@pytest.mark.parametrize("library", ["optax", "keras"])
def test_optax_and_keras_adagrad_start_from_a_tenth_and_put_eps_inside_the_root(library):
    rule = adagrad(alpha=0.01, eps=0.0)

    def init(theta):
        return rule.init(theta)._replace(v=np.full(theta.shape, 0.1 + 1e-7))

    assert rule_apart(rule._replace(init=init), library, "adagrad, defaults") <= SAME
    away = rule_apart(adagrad(alpha=0.01, eps=1e-7), library, "adagrad, defaults")
    assert away == pytest.approx(0.1658, abs=1e-4)


@pytest.mark.parametrize(
    ("library", "eps", "far"), [("optax", 1e-8, 3.1e-3), ("keras", 1e-7, 0.0246)]
)
def test_optax_and_keras_rmsprop_put_eps_inside_the_root(library, eps, far):
    rule = rmsprop(alpha=0.01, beta2=0.9, eps=eps)
    inside = walk(0.01 * GRADIENTS / np.sqrt(ours(rule).state.v + eps))
    assert apart(inside, library, "rmsprop, defaults") <= SAME
    assert rule_apart(rule, library, "rmsprop, defaults") == pytest.approx(far, abs=1e-4)


def test_optax_adamax_puts_eps_inside_the_maximum():
    assert apart(adamax_with_eps_inside(), "optax", "adamax, eps") <= SAME
    away = rule_apart(RULES["adamax, eps"], "optax", "adamax, eps")
    assert away == pytest.approx(2.35e-3, abs=1e-5)


def test_optax_eps_root_is_inside_the_root():
    _, m, v = ours(RULES["adam"]).state
    inside = walk(0.01 * m / (1 - 0.9**T) / np.sqrt(v / (1 - 0.99**T) + 1e-4))
    assert apart(inside, "optax", "adam, eps_root") <= SAME
    for eps, far in [(1e-4, 1.0687), (np.sqrt(1e-4), 0.0321)]:
        outside = ours(adam(alpha=0.01, **BETAS, eps=eps)).theta
        assert apart(outside, "optax", "adam, eps_root") == pytest.approx(far, abs=1e-4)


@pytest.mark.parametrize(("case", "alpha"), [("adam, eps", 0.01), ("adam, decayed", decayed)])
def test_keras_eps_is_eps_hat(case, alpha):
    assert rule_apart(adam_efficient(alpha, **BETAS, eps_hat=1e-4), "keras", case) <= SAME


def test_keras_eps_acts_as_ten_times_more_at_the_first_step():
    g = abs(GRADIENTS[0, 0])
    length = abs(FROZEN["keras"]["cases"]["adam, eps"]["theta"][0][0] - START[0]) / 0.01
    assert length == pytest.approx(g / (g + 10 * 1e-4), abs=SAME)
    assert length == pytest.approx(0.4467, abs=1e-4)
    assert g / (g + 1e-4) == pytest.approx(0.8898, abs=1e-4)


def test_keras_amsgrad_takes_its_maximum_before_the_correction():
    rule = amsgrad(corrected, **BETAS, eps=1e-4, bias_correction=False)
    assert rule_apart(rule, "keras", "amsgrad") <= SAME
    assert rule_apart(RULES["amsgrad"], "keras", "amsgrad") == pytest.approx(0.1093, abs=1e-4)


def test_keras_adam_with_weight_decay_is_adamw():
    assert rule_apart(SAME_IN_KERAS["adamw"], "keras", "adam, weight decay") <= SAME


def test_keras_velocity_remembers_the_step_sizes_of_its_time():
    remembered = ours(sgd(alpha=1.0, momentum=0.9), decayed(T) * GRADIENTS).theta
    assert apart(remembered, "keras", "momentum, decayed") <= SAME
    away = rule_apart(RULES["momentum, decayed"], "keras", "momentum, decayed")
    assert away == pytest.approx(1.0345, abs=1e-4)


# torch

ADAM = {"lr": 0.01, "betas": (0.9, 0.99), "eps": 1e-4}
SAME_IN_TORCH = [
    ("sgd", "SGD", {"lr": 0.001}),
    ("momentum", "SGD", {"lr": 0.001, "momentum": 0.9}),
    ("momentum, decayed", "SGD", {"lr": 0.01, "momentum": 0.9, "schedule": True}),
    ("nesterov", "SGD", {"lr": 0.001, "momentum": 0.9, "nesterov": True}),
    ("adagrad", "Adagrad", {"lr": 0.01, "eps": 0.0}),
    ("rmsprop", "RMSprop", {"lr": 0.01, "alpha": 0.99, "eps": 1e-4}),
    ("adadelta", "Adadelta", {"lr": 0.5, "rho": 0.9, "eps": 1e-6}),
    ("adam", "Adam", ADAM),
    ("adam", "Adam", ADAM | {"fused": True}),
    ("adam, decayed", "Adam", ADAM | {"schedule": True}),
    ("adamw", "AdamW", ADAM | {"weight_decay": 0.5}),
    ("adamax", "Adamax", ADAM | {"eps": 0.0}),
]
DEFAULTS = [(adagrad, "Adagrad"), (rmsprop, "RMSprop"), (adadelta, "Adadelta")]
DEFAULTS += [(adam, "Adam"), (adamw, "AdamW")]


@pytest.fixture(scope="module")
def torch():
    return pytest.importorskip("torch")


def torch_iterates(torch, name, g=GRADIENTS, schedule=False, **arguments):
    """Iterates of torch's rule of that name in float64, fed the rows of g."""
    theta = torch.tensor(START[: g.shape[1]], requires_grad=True)
    rule = getattr(torch.optim, name)([theta], **arguments)
    # torch counts from 0 here
    factor = (lambda k: 1 / np.sqrt(k + 1)) if schedule else (lambda k: 1.0)
    scheduler = torch.optim.lr_scheduler.LambdaLR(rule, factor)
    iterates = [START[: g.shape[1]]]
    for row in torch.from_numpy(g):
        theta.grad = row.clone()
        rule.step()
        scheduler.step()
        iterates.append(theta.detach().numpy().copy())
    return np.array(iterates)


def furthest(a, b):
    return np.abs(a - b).max()


@pytest.mark.parametrize(("case", "name", "arguments"), SAME_IN_TORCH)
def test_same_as_torch(torch, case, name, arguments):
    # Without an eps the last coordinate, which is zero at first, would divide 0 by 0.
    g = GRADIENTS[:, :4] if arguments.get("eps") == 0.0 else GRADIENTS
    assert furthest(ours(RULES[case], g).theta, torch_iterates(torch, name, g, **arguments)) <= SAME


@pytest.mark.parametrize(("rule", "name"), DEFAULTS)
def test_defaults_are_those_of_torch(torch, rule, name):
    assert furthest(ours(rule()).theta, torch_iterates(torch, name)) <= SAME


def test_torch_adamax_puts_eps_inside_the_maximum(torch):
    theirs = torch_iterates(torch, "Adamax", **ADAM)
    assert furthest(adamax_with_eps_inside(), theirs) <= SAME
    away = furthest(ours(RULES["adamax, eps"]).theta, theirs)
    assert away == pytest.approx(2.35e-3, abs=1e-5)


def test_torch_amsgrad_takes_its_maximum_before_the_correction(torch):
    theirs = torch_iterates(torch, "Adam", **ADAM, amsgrad=True)

    def eps_hat(t):
        return 1e-4 * np.sqrt(1 - 0.99**t)

    rule = amsgrad(corrected, **BETAS, eps=eps_hat, bias_correction=False)
    assert furthest(ours(rule).theta, theirs) <= SAME
    assert furthest(ours(RULES["amsgrad"]).theta, theirs) == pytest.approx(0.1093, abs=1e-4)


def test_torch_amsgrad_lets_its_denominator_fall(torch):
    g = np.full((5001, 1), 1e-3)
    g[0] = 1.0
    theirs = torch_iterates(torch, "Adam", g, lr=1.0, betas=(0.0, 0.999), eps=0.0, amsgrad=True)
    denominator = (g / (theirs[:-1] - theirs[1:]))[[0, 9, 99, 999, 5000], 0]
    np.testing.assert_allclose(denominator, [1.0, 0.3169, 0.1025, 0.0398, 0.0317], atol=5e-5)
    assert np.all(ours(amsgrad(alpha=1.0, beta1=0.0, eps=0.0), g).state.v_hat == 1.0)


def test_torch_adam_adds_weight_decay_to_the_gradient(torch):
    theirs = torch_iterates(torch, "Adam", **ADAM, weight_decay=0.5)
    penalised = run(
        RULES["adam"], lambda theta, t: GRADIENTS[t - 1] + 0.5 * theta, START, len(GRADIENTS)
    )
    assert furthest(penalised.theta, theirs) <= SAME
    assert furthest(ours(RULES["adamw"]).theta, theirs) == pytest.approx(0.6305, abs=1e-4)
