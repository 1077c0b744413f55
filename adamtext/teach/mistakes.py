"""Wrong Adams to learn from: Algorithm 1 with one thing changed, as found in code and in print.

Each rule stands beside :func:`~adamtext.optimizers.adam` and differs in what :data:`MISTAKES`
calls its ``line``. Nearly all of them train something; that is why they are found so late.
:mod:`adamtext.teach.contract` tells them from the right one.
"""

from collections.abc import Callable
from itertools import count
from typing import NamedTuple

from adamtext.arrays import sqrt, zeros_like
from adamtext.optimizers import AdamState, adam
from adamtext.rule import Optimizer, update_rule


class Mistake(NamedTuple):
    """A wrong Adam, what is wrong with it, and how one notices.

    Attributes
    ----------
    rule : callable
        ``rule(alpha, beta1, beta2, eps) -> Optimizer``, with Adam's defaults.
    line, right : str
        The wrong line (or lines) of ``rule``, and what belongs there.
    symptom : str
        What it does to the steps: one sentence, at the defaults, with its number.
    seen : str
        Where it was seen, or "" where we can name no source.
    """

    rule: Callable
    line: str
    right: str
    symptom: str
    seen: str = ""


def init(theta):
    """Start as Algorithm 1 does: nothing counted, nothing averaged."""
    return AdamState(0, zeros_like(theta), zeros_like(theta))


# Time and the corrections


@update_rule
def no_correction(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Use the averages as they are."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        return theta - alpha * m / (sqrt(v) + eps), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def only_m_corrected(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Correct the first average and forget the second."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def only_v_corrected(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Correct the second average and forget the first."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m
        v_hat = v / (1 - beta2**t)
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def t_from_zero(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Correct with the t from before it is raised: the first step divides by 1 - beta**0.

    A loop over ``range(num_steps)`` whose index serves as t does the same.

    Of the two forms in the wild this is the unguarded one, which goes on with what the division
    gives: with array libraries no error, but inf / inf = NaN. NumPy warns of it once, others do
    not. The guarded form, which leaves the correction out while t = 0, only lags by a step.
    """

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**state.t)
        v_hat = v / (1 - beta2**state.t)
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def t_stuck(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Never hand the raised t on, so that every step is corrected as the first."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(state.t, m, v)

    return Optimizer(init, step)


@update_rule
def shared_t(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Keep t in the optimiser instead of the state: every array that it steps raises it.

    So does a network whose layers call one optimiser in turn. With a single array it is right.
    """
    counter = count(1)

    def step(theta, g, state):
        t = next(counter)
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def correction_multiplied(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Multiply where division is due."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m * (1 - beta1**t)
        v_hat = v * (1 - beta2**t)
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def correction_without_power(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Divide by 1 - beta: to the parameters the same as a t that is stuck at 1."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1)
        v_hat = v / (1 - beta2)
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def power_outside(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Raise the whole difference to the power t. Right at t = 1 and nowhere else."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1) ** t
        v_hat = v / (1 - beta2) ** t
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def corrected_state_kept(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Keep the corrected averages as the state, to be averaged and corrected again."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m_hat, v_hat)

    return Optimizer(init, step)


# eps


@update_rule
def eps_outside_fraction(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Lose a pair of brackets: eps is added to theta, and protects nothing."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        return theta - alpha * m_hat / sqrt(v_hat) + eps, AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def eps_inside_root(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Add eps under the root, where it has the units of a squared gradient."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        return theta - alpha * m_hat / sqrt(v_hat + eps), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def eps_hat_for_eps(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Add eps before the correction: the order at the end of §2, which wants an eps_hat."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        root = (sqrt(v) + eps) / sqrt(1 - beta2**t)
        return theta - alpha * m_hat / root, AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def no_eps(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Leave eps out: 0/0 wherever no gradient has come yet."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        return theta - alpha * m_hat / sqrt(v_hat), AdamState(t, m, v)

    return Optimizer(init, step)


# The averages


@update_rule
def v_from_m(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Average the square of m instead of the square of the gradient."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * m**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def square_of_mean(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Square the average of the gradient's size instead of averaging its square.

    Of ``|g|``, not of g: the square of a signed average is near zero wherever signs change, and
    nobody keeps such a rule for long.
    """

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = (beta2 * sqrt(state.v) + (1 - beta2) * abs(g)) ** 2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def v_of_all_coordinates(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Average the squared norm of the whole gradient: one v for all coordinates of an array."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * (g**2).sum()
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def no_square_root(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Divide by v_hat itself, which has the units of a squared gradient."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        return theta - alpha * m_hat / (v_hat + eps), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def betas_swapped(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Hand the two decay rates on in the wrong order."""
    return adam(alpha, beta2, beta1, eps)


@update_rule
def averages_after_use(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Step with the averages of before, and put this gradient in only afterwards."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = state.m / (1 - beta1**t)
        v_hat = state.v / (1 - beta2**t)
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)

    return Optimizer(init, step)


# The state and the step


@update_rule
def state_aliased(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Give both averages one array, and then update them in place.

    In Python ``m = v = …`` makes two names, not two arrays. Updating in place is no mistake by
    itself: with two arrays these very lines are right. JAX, whose arrays cannot be changed, is
    immune.
    """

    def init(theta):
        m = v = zeros_like(theta)
        return AdamState(0, m, v)

    def step(theta, g, state):
        t, m, v = state.t + 1, state.m, state.v
        m *= beta1
        m += (1 - beta1) * g
        v *= beta2
        v += (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def state_forgotten(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Start afresh at each step, as an optimiser does that is made inside the training loop."""

    def step(theta, g, state):
        state = init(theta)
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def wrong_sign(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Climb."""

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        return theta + alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def l2_for_decoupled(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-2):
    """Send AdamW's decay through the averages, with the gradient."""

    def step(theta, g, state):
        t = state.t + 1
        g = g + weight_decay * theta
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)

    return Optimizer(init, step)


M_HAT, V_HAT = "m_hat = m / (1 - beta1**t)", "v_hat = v / (1 - beta2**t)"
V = "v = beta2 * state.v + (1 - beta2) * g**2"
LAST = "return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)"

D2L = "The TensorFlow code of Dive into Deep Learning"

#: The mistakes by name.
MISTAKES = {
    "no_correction": Mistake(
        no_correction,
        line="return theta - alpha * m / (sqrt(v) + eps), AdamState(t, m, v)",
        right="\n".join([M_HAT, V_HAT, LAST]),
        symptom="A constant gradient's first step is 3.162 alpha, and the twelfth 6.569 alpha.",
        seen="The default of MLX; a tutorial series for PyTorch prints the step without hats.",
    ),
    "only_m_corrected": Mistake(
        only_m_corrected,
        line="v_hat = v",
        right=V_HAT,
        symptom="A constant gradient's first step is 31.62 alpha.",
    ),
    "only_v_corrected": Mistake(
        only_v_corrected,
        line="m_hat = m",
        right=M_HAT,
        symptom="A constant gradient's first step is 0.1 alpha, and the 22nd the first above 0.9.",
    ),
    "t_from_zero": Mistake(
        t_from_zero,
        line="m_hat = m / (1 - beta1**state.t)\nv_hat = v / (1 - beta2**state.t)",
        right="\n".join([M_HAT, V_HAT]),
        symptom="The first step makes every parameter NaN.",
        seen="Early versions of ND4J (pull request 1227) and of Burn (issue 834).",
    ),
    "t_stuck": Mistake(
        t_stuck,
        line="AdamState(state.t, m, v)",
        right="AdamState(t, m, v)",
        symptom="A constant gradient's steps grow to 2.077 alpha by t = 12, and fall to 0.551 "
        "alpha by t = 400.",
        seen=f"{D2L}, where the step counter never moves.",
    ),
    "shared_t": Mistake(
        shared_t,
        line="t = next(counter)",
        right="t = state.t + 1",
        symptom="Of two arrays stepped in turn, the first starts with alpha and the second with "
        "0.744 alpha.",
    ),
    "correction_multiplied": Mistake(
        correction_multiplied,
        line="m_hat = m * (1 - beta1**t)\nv_hat = v * (1 - beta2**t)",
        right="\n".join([M_HAT, V_HAT]),
        symptom="A constant gradient's first step is 10 alpha, and the twelfth 43.1 alpha.",
        seen="ConvNetJS.",
    ),
    "correction_without_power": Mistake(
        correction_without_power,
        line="m_hat = m / (1 - beta1)\nv_hat = v / (1 - beta2)",
        right="\n".join([M_HAT, V_HAT]),
        symptom="A constant gradient's first step is alpha; in the end 0.316 alpha is left of it.",
    ),
    "power_outside": Mistake(
        power_outside,
        line="m_hat = m / (1 - beta1) ** t\nv_hat = v / (1 - beta2) ** t",
        right="\n".join([M_HAT, V_HAT]),
        symptom="A constant gradient's first step is alpha, the second 0.425 alpha and the fifth "
        "0.018 alpha.",
    ),
    "corrected_state_kept": Mistake(
        corrected_state_kept,
        line="AdamState(t, m_hat, v_hat)",
        right="AdamState(t, m, v)",
        symptom="A constant gradient's first step is alpha, the second 0.235 alpha and the fifth "
        "0.001 alpha.",
    ),
    "eps_outside_fraction": Mistake(
        eps_outside_fraction,
        line="return theta - alpha * m_hat / sqrt(v_hat) + eps, AdamState(t, m, v)",
        right=LAST,
        symptom="Each step adds +1e-08 to theta, and a zero gradient at the start makes it NaN.",
        seen=f"{D2L}, where eps ends up added to the parameter.",
    ),
    "eps_inside_root": Mistake(
        eps_inside_root,
        line="return theta - alpha * m_hat / sqrt(v_hat + eps), AdamState(t, m, v)",
        right=LAST,
        symptom="A first gradient of 1e-6 takes a step of 0.010 alpha instead of 0.990 alpha.",
        seen="Often called the same; Reddi, Kale & Kumar (2018) and Défossez et al. write it on "
        "purpose, with an eps of that meaning.",
    ),
    "eps_hat_for_eps": Mistake(
        eps_hat_for_eps,
        line="root = (sqrt(v) + eps) / sqrt(1 - beta2**t)\n"
        "return theta - alpha * m_hat / root, AdamState(t, m, v)",
        right=f"{V_HAT}\n{LAST}",
        symptom="A first gradient of 1e-6 takes a step of 0.760 alpha instead of 0.990 alpha.",
        seen="PyTorch before mid-2019 (issue 2060). Keras has it too, and says so: its epsilon is "
        "the paper's eps_hat.",
    ),
    "no_eps": Mistake(
        no_eps,
        line="return theta - alpha * m_hat / sqrt(v_hat), AdamState(t, m, v)",
        right=LAST,
        symptom="A zero gradient at the start makes theta NaN, and one of 1e-12 moves it by 1.000 "
        "alpha.",
    ),
    "v_from_m": Mistake(
        v_from_m,
        line="v = beta2 * state.v + (1 - beta2) * m**2",
        right=V,
        symptom="A constant gradient's first step is 10 alpha, and noise in the long run moves "
        "theta 1.00 alpha a step instead of 0.23.",
    ),
    "square_of_mean": Mistake(
        square_of_mean,
        line="v = (beta2 * sqrt(state.v) + (1 - beta2) * abs(g)) ** 2",
        right=V,
        symptom="A constant gradient's first step is 31.62 alpha, and in noise the steps stay 1.26 "
        "times too long, however many come.",
    ),
    "v_of_all_coordinates": Mistake(
        v_of_all_coordinates,
        line="v = beta2 * state.v + (1 - beta2) * (g**2).sum()",
        right=V,
        symptom="In an array of 100 equal gradients the first step is 0.1 alpha: the size of a "
        "layer decides how fast it learns.",
    ),
    "no_square_root": Mistake(
        no_square_root,
        line="return theta - alpha * m_hat / (v_hat + eps), AdamState(t, m, v)",
        right=LAST,
        symptom="A constant gradient of 0.01 moves theta by 100 alpha, one of 100 by 0.01 alpha.",
        seen="The text of labml.ai's annotated Adam.",
    ),
    "betas_swapped": Mistake(
        betas_swapped,
        line="return adam(alpha, beta2, beta1, eps)",
        right="return adam(alpha, beta1, beta2, eps)",
        symptom="After 1000 gradients of 1 it takes 490 of -1 to turn the steps, not 7.",
    ),
    "averages_after_use": Mistake(
        averages_after_use,
        line="m_hat = state.m / (1 - beta1**t)\nv_hat = state.v / (1 - beta2**t)",
        right="\n".join([M_HAT, V_HAT]),
        symptom="The first gradient moves nothing; a constant one's second step is 0.744 alpha.",
    ),
    "state_aliased": Mistake(
        state_aliased,
        line="m = v = zeros_like(theta)",
        right="m, v = zeros_like(theta), zeros_like(theta)",
        symptom="A gradient of 1 moves theta by 0.100 alpha at first, and one of -1 makes it NaN.",
    ),
    "state_forgotten": Mistake(
        state_forgotten,
        line="state = init(theta)",
        right="",
        symptom="All steps are alpha long: noise moves theta 1.00 alpha a step instead of 0.23.",
    ),
    "wrong_sign": Mistake(
        wrong_sign,
        line="return theta + alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)",
        right=LAST,
        symptom="A constant gradient of 1 moves theta by +alpha, uphill.",
    ),
    "l2_for_decoupled": Mistake(
        l2_for_decoupled,
        line="g = g + weight_decay * theta",
        right="theta = theta - alpha * weight_decay * theta",
        symptom="A weight of 1 without any gradient loses 1e-03 at the first step, where AdamW "
        "takes 1e-05.",
        seen="torch.optim.Adam(weight_decay=...) is this by design, and often taken for AdamW.",
    ),
}
