"""The forms that people write optimisers in: each is understood, right ones and wrong ones."""

import math
import sys
import types

import numpy as np
import pytest

from adamtext.teach.contract import check

B1, B2 = 0.9, 0.999


def adams(m, v, t, g, b1=B1, b2=B2):
    """Return m, v and the corrected pair."""
    m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**2
    return m, v, m / (1 - b1**t), v / (1 - b2**t)


# Functions


def course(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Step dicts whose gradients are called dW1, v being the first moment and s the second."""
    for layer in range(1, len(parameters) // 2 + 1):
        for kind in "Wb":
            key = f"d{kind}{layer}"
            v[key] = beta1 * v[key] + (1 - beta1) * grads[key]
            s[key] = beta2 * s[key] + (1 - beta2) * grads[key] ** 2
            root = np.sqrt(s[key] / (1 - beta2**t)) + epsilon
            name = f"{kind}{layer}"
            parameters[name] = parameters[name] - learning_rate * v[key] / (1 - beta1**t) / root
    return parameters, v, s


def course_corrected(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999,
                     epsilon=1e-8):  # fmt: skip
    """Return the corrected averages as well."""
    parameters, v, s = course(parameters, grads, v, s, t, learning_rate, beta1, beta2, epsilon)
    v_hat = {key: x / (1 - beta1**t) for key, x in v.items()}
    return parameters, v, s, v_hat, {key: x / (1 - beta2**t) for key, x in s.items()}


def config_step(w, dw, config=None):
    """Keep everything in a dict."""
    config = config if config is not None else {}
    config.setdefault("learning_rate", 1e-3)
    config.setdefault("beta1", 0.9)
    config.setdefault("beta2", 0.999)
    config.setdefault("epsilon", 1e-8)
    config.setdefault("m", np.zeros_like(w))
    config.setdefault("v", np.zeros_like(w))
    config.setdefault("t", 0)
    config["t"] += 1
    b1, b2 = config["beta1"], config["beta2"]
    config["m"], config["v"], m, v = adams(config["m"], config["v"], config["t"], dw, b1, b2)
    return w - config["learning_rate"] * m / (np.sqrt(v) + config["epsilon"]), config


def one_number(x, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    """Step one number, with Python's own functions."""
    m, v, m_hat, v_hat = adams(m, v, t, g, b1, b2)
    return x - lr * m_hat / (math.sqrt(v_hat) + eps), m, v


def in_place(theta, grad, exp_avg, exp_avg_sq, step, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
    """Change three arrays, and return none."""
    exp_avg += (1 - betas[0]) * (grad - exp_avg)
    exp_avg_sq += (1 - betas[1]) * (grad**2 - exp_avg_sq)
    root = np.sqrt(exp_avg_sq / (1 - betas[1] ** step)) + eps
    theta -= lr * exp_avg / (1 - betas[0] ** step) / root


def descent(gradient, x0, n_iters=1000, step_size=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Hold the whole loop."""
    x, m, v = np.array(x0), np.zeros(len(x0)), np.zeros(len(x0))
    for t in range(1, n_iters + 1):
        m, v, m_hat, v_hat = adams(m, v, t, gradient(x), beta1, beta2)
        x = x - step_size * m_hat / (np.sqrt(v_hat) + eps)
    return x


def closure(lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Return a function of w and dw that remembers."""
    kept = {"t": 0, "m": 0.0, "v": 0.0}

    def update(w, dw):
        kept["t"] += 1
        kept["m"], kept["v"], m, v = adams(kept["m"], kept["v"], kept["t"], dw, beta1, beta2)
        return w - lr * m / (np.sqrt(v) + eps)

    return update


# Classes


class ByKey:
    """Step dicts in place, in the efficient order with the eps scaled."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.iter = lr, beta1, beta2, eps, 0
        self.m = None

    def update(self, params, grads):
        if self.m is None:
            self.m = {k: np.zeros_like(x) for k, x in params.items()}
            self.v = {k: np.zeros_like(x) for k, x in params.items()}
        self.iter += 1
        root = math.sqrt(1 - self.beta2**self.iter)
        for k in params:
            self.m[k] += (1 - self.beta1) * (grads[k] - self.m[k])
            self.v[k] += (1 - self.beta2) * (grads[k] ** 2 - self.v[k])
            size = self.lr * root / (1 - self.beta1**self.iter)
            params[k] -= size * self.m[k] / (np.sqrt(self.v[k]) + self.eps * root)


class FromScratch:
    """Step layers with hooks before and after."""

    def __init__(self, learning_rate=0.001, decay=0.0, epsilon=1e-8, beta_1=0.9, beta_2=0.999):
        self.learning_rate, self.epsilon = learning_rate, epsilon
        self.beta_1, self.beta_2, self.iterations = beta_1, beta_2, 0

    def pre_update_params(self):
        self.rate = self.learning_rate

    def update_params(self, layer):
        if not hasattr(layer, "memory"):
            layer.memory = [0.0, 0.0, 0.0, 0.0]
        t = self.iterations + 1
        kept = layer.memory
        kept[0], kept[1], m, v = adams(
            kept[0], kept[1], t, layer.dweights, self.beta_1, self.beta_2
        )
        layer.weights += -self.rate * m / (np.sqrt(v) + self.epsilon)
        kept[2], kept[3], m, v = adams(kept[2], kept[3], t, layer.dbiases, self.beta_1, self.beta_2)
        layer.biases += -self.rate * m / (np.sqrt(v) + self.epsilon)

    def post_update_params(self):
        self.iterations += 1


class OverValues:
    """Step objects with .data and .grad; the count is one for all."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.kept = [[0.0, 0.0] for _ in self.params]

    def step(self):
        self.t += 1
        for p, kept in zip(self.params, self.kept, strict=True):
            kept[0], kept[1], m, v = adams(*kept, self.t, p.grad, *self.betas)
            p.data = p.data - self.lr * m / (self.root(v) + self.eps)

    def root(self, v):
        return np.sqrt(v)


class OverNumbers(OverValues):
    """Step objects that hold one number."""

    def root(self, v):
        return math.sqrt(v)


class Direction:
    """Turn a gradient into what is to be subtracted."""

    def __init__(self, eta=1e-3, b1=0.9, b2=0.999, eps=1e-8):
        self.eta, self.b1, self.b2, self.eps, self.t, self.m, self.v = eta, b1, b2, eps, 0, 0, 0

    def direction(self, grad):
        self.t += 1
        self.m, self.v, m, v = adams(self.m, self.v, self.t, grad, self.b1, self.b2)
        return self.eta * m / (np.sqrt(v) + self.eps)


class Named:
    """Step an array by its name."""

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.h, self.kept = (lr, beta1, beta2, epsilon), {}

    def update(self, param, grad, name):
        lr, b1, b2, eps = self.h
        t, m, v = self.kept.get(name, (0, 0.0, 0.0))
        m, v, m_hat, v_hat = adams(m, v, t + 1, grad, b1, b2)
        self.kept[name] = t + 1, m, v
        return param - lr * m_hat / (np.sqrt(v_hat) + eps)


class OfShape:
    """Be made for one shape."""

    def __init__(self, shape, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.h, self.m, self.v, self.t = (
            (lr, beta1, beta2, eps),
            np.zeros(shape),
            np.zeros(shape),
            0,
        )

    def step(self, weights, gradient):
        lr, b1, b2, eps = self.h
        self.t += 1
        self.m, self.v, m, v = adams(self.m, self.v, self.t, gradient, b1, b2)
        return weights - lr * m / (np.sqrt(v) + eps)


def as_optax(learning_rate, b1=0.9, b2=0.999, eps=1e-8):
    """Return a pair whose updates are to be added."""

    def init(params):
        return 0, [0.0 * p for p in params], [0.0 * p for p in params]

    def update(updates, state, params=None):
        t, ms, vs = state
        made = [adams(m, v, t + 1, g, b1, b2) for g, m, v in zip(updates, ms, vs, strict=True)]
        steps = [-learning_rate * m / (np.sqrt(v) + eps) for _, _, m, v in made]
        return steps, (t + 1, [x[0] for x in made], [x[1] for x in made])

    return types.SimpleNamespace(init=init, update=update)


class AsMLX:
    """Have MLX' interface: trees in, trees out."""

    def __init__(self, learning_rate, betas=(0.9, 0.999), eps=1e-8):
        self.h, self.state = (learning_rate, *betas, eps), {}

    def apply_gradients(self, gradients, parameters):
        lr, b1, b2, eps = self.h
        new = {}
        for k, g in gradients.items():
            t, m, v = self.state.get(k, (0, 0.0, 0.0))
            m, v, m_hat, v_hat = adams(m, v, t + 1, g, b1, b2)
            self.state[k] = t + 1, m, v
            new[k] = parameters[k] - lr * m_hat / (np.sqrt(v_hat) + eps)
        return new


class AsKeras:
    """Have Keras' interface, by which variables are assigned to; eps stands where Keras has it."""

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, **kwargs):
        self.h, self.iterations = (learning_rate, beta_1, beta_2, epsilon), 0

    def build(self, variables):
        self.kept = [[np.zeros(v.shape), np.zeros(v.shape)] for v in variables]

    def apply(self, grads, trainable_variables=None):
        lr, b1, b2, eps = self.h
        t = self.iterations = self.iterations + 1
        size = lr * np.sqrt(1 - b2**t) / (1 - b1**t)
        for g, x, kept in zip(grads, trainable_variables, self.kept, strict=True):
            kept[0], kept[1], _, _ = adams(*kept, t, g, b1, b2)
            x.assign_sub(size * kept[0] / (np.sqrt(kept[1]) + eps))

    def apply_gradients(self, grads_and_vars):
        self.apply(*zip(*grads_and_vars, strict=True))


RIGHT = [course, course_corrected, config_step, one_number, in_place, descent, closure, ByKey,
         FromScratch, Direction, Named, OfShape, as_optax, AsMLX]  # fmt: skip


@pytest.mark.parametrize("form", RIGHT, ids=lambda form: form.__name__)
def test_a_right_one_is_right_in_every_form(form):
    report = check(form)
    assert report.ok, report.long()
    assert report.rule == "Adam"
    assert "and with others" in report.hyperparameters  # all four were found
    assert report.hyperparameters.count("=") == 4


@pytest.mark.parametrize("form", [OverValues, OverNumbers])
def test_one_count_for_all_parameters_is_said_by_its_name(form):
    report = check(form)
    assert report.examined
    assert report.likely in (None, "joins_late")
    assert report.rule == "Adam"


def test_keras_has_another_eps():
    report = check(AsKeras)
    assert report.likely == "eps_hat_for_eps"
    assert "eps=1e-07" in report.long()


@pytest.mark.parametrize(
    "form", [config_step, Direction, FromScratch, AsMLX], ids=lambda f: f.__name__
)
def test_wrong_ones_are_named_in_every_form(form, monkeypatch):
    def uncorrected(m, v, t, g, b1=B1, b2=B2):
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**2
        return m, v, m, v

    monkeypatch.setattr(sys.modules[__name__], "adams", uncorrected)
    assert check(form).likely == "no_correction"


def test_finished_objects_are_left_as_they_were():
    made = ByKey(lr=0.05)
    report = check(made)
    assert report.ok
    assert "alpha=0.05 (estimated)" in report.hyperparameters
    assert made.iter == 0


def test_a_t_that_is_raised_inside_is_said():
    def step(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        m, v, m_hat, v_hat = adams(m, v, t + 1, g, beta1, beta2)
        return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v

    report = check(step)
    assert report.likely == "t_from_two"
    assert "where its t begins with 0" in str(report)


def test_what_carries_no_state_cannot_be_examined():
    def step(w, g, m, v, t, lr=1e-3):
        m, v, m_hat, v_hat = adams(m, v, t, g)
        return w - lr * m_hat / (np.sqrt(v_hat) + 1e-8)

    report = check(step)
    assert not report.examined
    assert "m and v do not come back" in str(report)
    assert "let it return (w, m, v)" in report.remedy


def test_a_triple_of_jax():
    optimizers = pytest.importorskip("jax.example_libraries.optimizers")
    report = check(optimizers.adam)
    assert report.ok
    assert "a triple" in report.form


def test_own_names_are_understood():
    def named(parameter, gradient, first_moment, second_moment, timestep, *, learn_rate=1e-3,
              beta_one=0.9, beta_two=0.999, EPSILON=1e-8):  # fmt: skip
        m, v, m_hat, v_hat = adams(
            first_moment, second_moment, timestep, gradient, beta_one, beta_two
        )
        return parameter - learn_rate * m_hat / (np.sqrt(v_hat) + EPSILON), m, v

    report = check(named)
    assert report.ok
    assert report.hyperparameters.count("=") == 4
