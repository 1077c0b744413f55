"""Forms of other frameworks, by their methods alone: optax, JAX's triples, MLX, Keras.

None of them is needed: what is here has the methods and works on NumPy arrays.
"""

from typing import Any, NamedTuple

import numpy as np


class GradientTransformation(NamedTuple):
    """What optax calls so: init(params) and update(updates, state, params), of arrays or trees."""

    init: Any
    update: Any


def tree_map(f, *trees):
    """Apply ``f`` to the arrays of trees of dicts, lists and tuples."""
    first = trees[0]
    if isinstance(first, dict):
        return {k: tree_map(f, *(tree[k] for tree in trees)) for k in first}
    if isinstance(first, list | tuple):
        return type(first)(tree_map(f, *parts) for parts in zip(*trees, strict=True))
    return f(*trees)


class CountedState(NamedTuple):
    """A count, and two trees of averages."""

    count: int
    mu: Any
    nu: Any


def optax_adam(learning_rate=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    """Adam: what update returns is to be added."""

    def init(params):
        return CountedState(0, tree_map(np.zeros_like, params), tree_map(np.zeros_like, params))

    def update(updates, state, params=None):
        t = state.count + 1
        mu = tree_map(lambda m, g: b1 * m + (1 - b1) * g, state.mu, updates)
        nu = tree_map(lambda v, g: b2 * v + (1 - b2) * g**2, state.nu, updates)

        def way(m, v):
            return -learning_rate * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps)

        return tree_map(way, mu, nu), CountedState(t, mu, nu)

    return GradientTransformation(init, update)


def optax_adamw(learning_rate=1e-3, b1=0.9, b2=0.999, eps=1e-8, weight_decay=1e-4):
    """AdamW, which needs the parameters."""
    inner = optax_adam(learning_rate, b1, b2, eps)

    def update(updates, state, params=None):
        updates, state = inner.update(updates, state)
        decayed = tree_map(lambda u, p: u - learning_rate * weight_decay * p, updates, params)
        return decayed, state

    return GradientTransformation(inner.init, update)


def optax_eps_root(learning_rate=1e-3, b1=0.9, b2=0.999, eps_root=1e-8):
    """Eps under the root, where optax has a second one."""

    def init(params):
        return CountedState(0, tree_map(np.zeros_like, params), tree_map(np.zeros_like, params))

    def update(updates, state, params=None):
        t = state.count + 1
        mu = tree_map(lambda m, g: b1 * m + (1 - b1) * g, state.mu, updates)
        nu = tree_map(lambda v, g: b2 * v + (1 - b2) * g**2, state.nu, updates)

        def way(m, v):
            return -learning_rate * (m / (1 - b1**t)) / np.sqrt(v / (1 - b2**t) + eps_root)

        return tree_map(way, mu, nu), CountedState(t, mu, nu)

    return GradientTransformation(init, update)


def optax_scheduled_from_zero(learning_rate=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    """Corrects by the count of before, which is zero at first."""

    def init(params):
        return CountedState(0, tree_map(np.zeros_like, params), tree_map(np.zeros_like, params))

    def update(updates, state, params=None):
        t = np.float64(state.count)
        mu = tree_map(lambda m, g: b1 * m + (1 - b1) * g, state.mu, updates)
        nu = tree_map(lambda v, g: b2 * v + (1 - b2) * g**2, state.nu, updates)

        def way(m, v):
            with np.errstate(all="ignore"):
                return -learning_rate * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps)

        return tree_map(way, mu, nu), CountedState(state.count + 1, mu, nu)

    return GradientTransformation(init, update)


def optax_sign(learning_rate=1e-4, b1=0.9, b2=0.99):
    """Lion."""

    def init(params):
        return tree_map(np.zeros_like, params)

    def update(updates, state, params=None):
        way = tree_map(lambda m, g: -learning_rate * np.sign(b1 * m + (1 - b1) * g), state, updates)
        return way, tree_map(lambda m, g: b2 * m + (1 - b2) * g, state, updates)

    return GradientTransformation(init, update)


def real_optax(learning_rate=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    """Adam chained from optax's own pieces."""
    import optax

    return optax.chain(optax.scale_by_adam(b1, b2, eps), optax.scale(-learning_rate))


# JAX's triples


def jax_adam(step_size=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    """Adam: (init, update, get_params), and an index from zero."""

    def init(x0):
        return x0, np.zeros_like(x0), np.zeros_like(x0)

    def update(i, g, state):
        x, m, v = state
        m = (1 - b1) * g + b1 * m
        v = (1 - b2) * g**2 + b2 * v
        mhat = m / (1 - b1 ** (i + 1))
        vhat = v / (1 - b2 ** (i + 1))
        return x - step_size * mhat / (np.sqrt(vhat) + eps), m, v

    def get_params(state):
        return state[0]

    return init, update, get_params


def jax_adam_on_jax(step_size=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    """Adam on JAX's own arrays."""
    import jax.numpy as jnp

    def init(x0):
        x0 = jnp.asarray(x0)
        return x0, jnp.zeros_like(x0), jnp.zeros_like(x0)

    def update(i, g, state):
        x, m, v = state
        m = (1 - b1) * g + b1 * m
        v = (1 - b2) * jnp.square(g) + b2 * v
        t = jnp.asarray(i + 1, m.dtype)
        mhat, vhat = m / (1 - b1**t), v / (1 - b2**t)
        return x - step_size * mhat / (jnp.sqrt(vhat) + eps), m, v

    return init, update, lambda state: state[0]


def jax_index_as_t(step_size=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    """The index, which begins at zero, is taken for t."""

    def init(x0):
        return x0, np.zeros_like(x0), np.zeros_like(x0)

    def update(i, g, state):
        x, m, v = state
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        with np.errstate(all="ignore"):
            mhat, vhat = m / np.float64(1 - b1**i), v / np.float64(1 - b2**i)
            return x - step_size * mhat / (np.sqrt(vhat) + eps), m, v

    return init, update, lambda state: state[0]


def jax_two_too_many(step_size=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    """One is added to an index that has been raised already."""

    def init(x0):
        return x0, np.zeros_like(x0), np.zeros_like(x0)

    def update(i, g, state):
        x, m, v = state
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        t = i + 2
        return x - step_size * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps), m, v

    return init, update, lambda state: state[0]


# MLX


class MLXAdam:
    """No correction, as MLX has it by default."""

    def __init__(self, learning_rate=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.learning_rate, self.betas, self.eps = learning_rate, betas, eps

    def init_single(self, parameter, state):
        state["m"], state["v"] = np.zeros_like(parameter), np.zeros_like(parameter)

    def apply_single(self, gradient, parameter, state):
        b1, b2 = self.betas
        state["m"] = m = b1 * state["m"] + (1 - b1) * gradient
        state["v"] = v = b2 * state["v"] + (1 - b2) * np.square(gradient)
        return parameter - self.learning_rate * m / (np.sqrt(v) + self.eps)


class MLXAdamCorrected(MLXAdam):
    """Adam."""

    def apply_single(self, gradient, parameter, state):
        b1, b2 = self.betas
        state["step"] = t = state.get("step", 0) + 1
        state["m"] = m = b1 * state["m"] + (1 - b1) * gradient
        state["v"] = v = b2 * state["v"] + (1 - b2) * np.square(gradient)
        root = np.sqrt(v / (1 - b2**t)) + self.eps
        return parameter - self.learning_rate * (m / (1 - b1**t)) / root


# Keras: variables, (gradient, variable) pairs


class KerasAdam:
    """Adam in apply_gradients, with variables that are assigned to; eps is 1e-7."""

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        self.learning_rate, self.beta_1, self.beta_2 = learning_rate, beta_1, beta_2
        self.epsilon, self.iterations, self.slots = epsilon, 0, {}

    def apply_gradients(self, grads_and_vars):
        self.iterations += 1
        c1, c2 = 1 - self.beta_1**self.iterations, 1 - self.beta_2**self.iterations
        for g, variable in grads_and_vars:
            m, v = self.slots.get(id(variable), (0.0, 0.0))
            m = m + (g - m) * (1 - self.beta_1)
            v = v + (np.square(g) - v) * (1 - self.beta_2)
            self.slots[id(variable)] = m, v
            variable.assign_sub(self.learning_rate * (m / c1) / (np.sqrt(v / c2) + self.epsilon))


class KerasEfficient:
    """build and update_step, with eps before the correction, as Keras has it."""

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        self.learning_rate, self.beta_1, self.beta_2 = learning_rate, beta_1, beta_2
        self.epsilon, self.iterations = epsilon, 0

    def build(self, variables):
        self.moments = {id(x): [np.zeros(x.shape), np.zeros(x.shape)] for x in variables}

    def update_step(self, gradient, variable, learning_rate):
        t = self.iterations + 1
        m, v = self.moments[id(variable)]
        size = learning_rate * np.sqrt(1 - self.beta_2**t) / (1 - self.beta_1**t)
        m += (gradient - m) * (1 - self.beta_1)
        v += (np.square(gradient) - v) * (1 - self.beta_2)
        variable.assign_sub(size * m / (np.sqrt(v) + self.epsilon))

    def apply_gradients(self, grads_and_vars):
        pairs = list(grads_and_vars)
        if not hasattr(self, "moments"):
            self.build([variable for _, variable in pairs])
        for g, variable in pairs:
            self.update_step(g, variable, self.learning_rate)
        self.iterations += 1


class KerasIterationsAsT(KerasEfficient):
    """Takes iterations, which are zero at first, for t."""

    def update_step(self, gradient, variable, learning_rate):
        t = np.float64(self.iterations)
        m, v = self.moments[id(variable)]
        m += (gradient - m) * (1 - self.beta_1)
        v += (np.square(gradient) - v) * (1 - self.beta_2)
        with np.errstate(all="ignore"):
            m_hat, v_hat = m / (1 - self.beta_1**t), v / (1 - self.beta_2**t)
            variable.assign_sub(learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon))


class PairsOfArrays:
    """Adam in apply_gradients, with arrays that are changed in place."""

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate, self.beta1, self.beta2 = learning_rate, beta1, beta2
        self.epsilon, self.t, self.m, self.v = epsilon, 0, None, None

    def apply_gradients(self, grads_and_vars):
        pairs = list(grads_and_vars)
        if self.m is None:
            self.m = [np.zeros_like(w) for _, w in pairs]
            self.v = [np.zeros_like(w) for _, w in pairs]
        self.t += 1
        for i, (g, w) in enumerate(pairs):
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * g
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * g**2
            m_hat = self.m[i] / (1 - self.beta1**self.t)
            v_hat = self.v[i] / (1 - self.beta2**self.t)
            w -= self.learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)
