"""Rules that are often taken for Adam: the relatives, in their usual variants.

Where one differs from Algorithm 1 in a line, it is kept as that line, as the mistakes are.
"""

import math

import adamtext
from adamtext.arrays import maximum, sqrt, zeros_like
from adamtext.optimizers import AdaMaxState, AdamState, AMSGradState
from adamtext.rule import Optimizer, update_rule
from adamtext.teach import lines
from adamtext.teach.lines import V


def init(theta):
    """Start as Algorithm 1 does: nothing counted, nothing averaged."""
    return AdamState(0, zeros_like(theta), zeros_like(theta))


def variant(exchange):
    """Return Algorithm 1 with lines exchanged as a rule."""
    return lines.run_text(lines.exchanged(lines.ALGORITHM, exchange))


@update_rule
def amsgrad_of_torch(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """AMSGrad that corrects after the maximum, as torch and Keras do."""

    def start(theta):
        return AMSGradState(*init(theta), init(theta).v)

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        v_max = maximum(state.v_hat, v)
        root = sqrt(v_max / (1 - beta2**t)) + eps
        return theta - alpha * m / (1 - beta1**t) / root, AMSGradState(t, m, v, v_max)

    return Optimizer(start, step)


def amsgrad_as_printed(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """AMSGrad (Reddi, Kale & Kumar, 2018) without corrections."""
    return adamtext.amsgrad(alpha, beta1, beta2, eps, bias_correction=False)


@update_rule
def adamax_of_torch(alpha=2e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """AdaMax with eps inside the maximum, as in torch and optax."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        u = maximum(beta2 * state.u, abs(g) + eps)
        return theta - alpha / (1 - beta1**t) * m / u, AdaMaxState(t, m, u)

    return Optimizer(lambda theta: AdaMaxState(*init(theta)), step)


def nadam(decay):
    """NAdam (Dozat, 2016) with or without the schedule of torch for beta1."""

    @update_rule
    def rule(alpha=2e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        def beta1_at(t):
            return beta1 * (1 - 0.5 * 0.96 ** (t * decay)) if decay else beta1

        products = [1.0]

        def step(theta, g, state):
            t = state.t + 1
            m = beta1 * state.m + (1 - beta1) * g
            v = beta2 * state.v + (1 - beta2) * g**2
            while len(products) <= t:
                products.append(products[-1] * beta1_at(len(products)))
            now, then, product = beta1_at(t), beta1_at(t + 1), products[t]
            m_bar = (1 - now) / (1 - product) * g + then / (1 - product * then) * m
            return theta - alpha * m_bar / (sqrt(v / (1 - beta2**t)) + eps), AdamState(t, m, v)

        return Optimizer(init, step)

    return rule


@update_rule
def radam(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """RAdam (Liu et al., 2020), which divides by v_hat's root only where that is reliable."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        last = 2 / (1 - beta2) - 1
        rho = last - 2 * t * beta2**t / (1 - beta2**t)
        direction = m / (1 - beta1**t)
        if rho > 5:
            r = math.sqrt((rho - 4) * (rho - 2) * last / ((last - 4) * (last - 2) * rho))
            direction = direction * r * sqrt(1 - beta2**t) / (sqrt(v) + eps)
        return theta - alpha * direction, AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def laprop(alpha=4e-4, beta1=0.9, beta2=0.999, eps=1e-15):
    """LaProp (Ziyin et al., 2020): divide first, then average."""

    def step(theta, g, state):
        t = state.t + 1
        v = beta2 * state.v + (1 - beta2) * g**2
        m = beta1 * state.m + (1 - beta1) * g / (sqrt(v / (1 - beta2**t)) + eps)
        return theta - alpha * m / (1 - beta1**t), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def lion(alpha=1e-4, beta1=0.9, beta2=0.99):
    """Lion (Chen et al., 2023): the sign of an average, and no second moment."""

    def sign(x):
        return lines.where(x == 0, x, x / lines.where(x == 0, x + 1, abs(x)))

    def step(theta, g, state):
        m = beta2 * state.m + (1 - beta2) * g
        direction = sign(beta1 * state.m + (1 - beta1) * g)
        return theta - alpha * direction, AdamState(state.t + 1, m, state.v)

    return Optimizer(init, step)


def momentum(nesterov):
    """SGD with the usual momentum."""
    return lambda alpha: adamtext.sgd(alpha, momentum=0.9, nesterov=nesterov)


SURPRISE = "beta2 * state.v + (1 - beta2) * (g - m) ** 2"

#: The rules by name.
RELATIVES = {
    "AdaMax": adamtext.adamax,
    "AdaMax, with eps inside the maximum as in torch": adamax_of_torch,
    "AMSGrad": adamtext.amsgrad,
    "AMSGrad, corrected after the maximum as in torch": amsgrad_of_torch,
    "AMSGrad, uncorrected as its authors print it": amsgrad_as_printed,
    "NAdam": nadam(decay=4e-3),
    "NAdam without a schedule for beta1": nadam(decay=0),
    "RAdam": radam,
    "AdaBelief": variant({V: f"v = {SURPRISE} + eps"}),
    "AdaBelief, without eps in its average": variant({V: f"v = {SURPRISE}"}),
    "Yogi": variant({V: "v = state.v + (1 - beta2) * where(state.v < g**2, g**2, -(g**2))"}),
    "LaProp": laprop,
    "Lion": lion,
    "RMSProp": adamtext.rmsprop,
    "AdaGrad": adamtext.adagrad,
    "AdaDelta": adamtext.adadelta,
    "SGD": adamtext.sgd,
    "SGD with momentum 0.9": momentum(nesterov=False),
    "SGD with Nesterov momentum 0.9": momentum(nesterov=True),
}
