"""Wrong Adams to learn from: Algorithm 1 with a line exchanged, as found in code and in print.

:data:`MISTAKES` is a table: the right line, what stands in its place, and how one notices. Nearly
all of them train something; that is why they are found so late.
:mod:`adamtext.teach.contract` tells them from the right one.
"""

from typing import NamedTuple

from adamtext.teach import lines
from adamtext.teach.lines import DECAY, LAST, M_HAT, START, STATE, V_HAT, M, T, V


class Mistake(NamedTuple):
    """A wrong Adam, what is wrong with it, and how one notices.

    Attributes
    ----------
    exchange : dict of str
        Lines of Algorithm 1, or parts of lines, and what stands in their place.
    symptom : str
        What it does to the steps: one sentence, at the defaults, with its number.
    seen : str
        Where it was seen, or "" where we can name no source.
    text : str
        The right rule: Algorithm 1, or AdamW, or Algorithm 1 in place.
    """

    exchange: dict
    symptom: str
    seen: str = ""
    text: str = lines.ALGORITHM

    @property
    def line(self):
        """The wrong line, or lines."""
        return "\n".join(self.changed()[1])

    @property
    def right(self):
        """What belongs there; "" if nothing does."""
        return "\n".join(self.changed()[0])

    def changed(self):
        """Return the right lines and the wrong ones, without those that both have."""
        right, wrong = (
            [line for part in parts for line in part.splitlines()]
            for parts in (self.exchange, self.exchange.values())
        )
        alike = [line for line in right if line in wrong]
        return [[x for x in each if x not in alike] for each in (right, wrong)]

    @property
    def rule(self):
        """``rule(alpha, beta1, beta2, eps) -> Optimizer``, with Adam's defaults."""
        return lines.run_text(lines.exchanged(self.text, self.exchange))


def both(pattern):
    """Exchange both corrections, by ``pattern`` with "m", "beta1" in it."""
    in_v = pattern.replace("m_hat", "v_hat").replace("= m", "= v").replace("beta1", "beta2")
    return {M_HAT: pattern, V_HAT: in_v.replace("else m", "else v")}


D2L = "The TensorFlow code of Dive into Deep Learning"
COUNTED = "A constant gradient's first step is "

TIME = {
    "no_correction": Mistake(
        {
            M_HAT: "",
            V_HAT: "",
            LAST: "return theta - alpha * m / (sqrt(v) + eps), AdamState(t, m, v)",
        },
        COUNTED + "3.162 alpha, and the twelfth 6.569 alpha.",
        "The default of MLX; a tutorial series for PyTorch prints the step without hats. The same "
        "steps come of a corrected alpha_t that is computed and not used.",
    ),
    "only_m_corrected": Mistake({V_HAT: "v_hat = v"}, COUNTED + "31.62 alpha."),
    "only_v_corrected": Mistake(
        {M_HAT: "m_hat = m"}, COUNTED + "0.1 alpha, and the 22nd the first above 0.9."
    ),
    "t_from_zero": Mistake(
        both("m_hat = m / (1 - beta1**state.t)"),
        "The first step makes every parameter NaN.",
        "Early versions of ND4J (pull request 1227) and of Burn (issue 834).",
    ),
    "t_guarded_from_zero": Mistake(
        both("m_hat = m / (1 - beta1**state.t) if state.t else m"),
        COUNTED + "3.162 alpha, and the second 1.345 alpha.",
    ),
    "t_held_at_one": Mistake(
        both("m_hat = m / (1 - beta1 ** max(state.t, 1))"),
        COUNTED + "alpha, the second 1.344 alpha and the fifth 1.065 alpha.",
    ),
    "t_from_two": Mistake(
        {START: "AdamState(1, m, v)"},
        COUNTED + "0.744 alpha, and the tenth 0.995 alpha.",
    ),
    "t_counted_twice": Mistake(
        {T: "t = state.t + 2"},
        COUNTED + "0.744 alpha, and the twelfth 0.550 alpha.",
    ),
    "t_stuck": Mistake(
        {STATE: "AdamState(state.t, m, v)"},
        "A constant gradient's steps grow to 2.077 alpha by t = 12, and fall to 0.551 alpha by "
        "t = 400.",
        f"{D2L}, where the step counter never moves.",
    ),
    "shared_t": Mistake(
        {T: "t = next(counter)"},
        "Of two arrays stepped in turn, the first starts with alpha and the second with "
        "0.744 alpha.",
    ),
    "correction_multiplied": Mistake(
        both("m_hat = m * (1 - beta1**t)"),
        COUNTED + "10 alpha, and the twelfth 43.1 alpha.",
        "ConvNetJS.",
    ),
    "correction_without_power": Mistake(
        both("m_hat = m / (1 - beta1)"),
        COUNTED + "alpha; in the end 0.316 alpha is left of it.",
    ),
    "power_outside": Mistake(
        both("m_hat = m / (1 - beta1) ** t"),
        COUNTED + "alpha, the second 0.425 alpha and the fifth 0.018 alpha.",
    ),
    "power_times": Mistake(
        both("m_hat = m / (1 - beta1 * t)"),
        COUNTED + "alpha, and the second goes the other way, -0.238 alpha.",
    ),
    "correction_is_beta_power": Mistake(
        both("m_hat = m / (1 - (1 - beta1**t))"),
        COUNTED + "3.511 alpha, and the twelfth 23.1 alpha.",
    ),
    "corrected_twice": Mistake(
        {
            LAST: "alpha_t = alpha * sqrt(1 - beta2**t) / (1 - beta1**t)\n"
            + LAST.replace("alpha", "alpha_t")
        },
        COUNTED + "0.316 alpha, and the twelfth 0.152 alpha.",
    ),
    "m_correction_squared": Mistake(
        {M_HAT: "m_hat = m / (1 - beta1**t) ** 2"},
        COUNTED + "10 alpha, and the twelfth 1.394 alpha.",
    ),
    "v_correction_squared": Mistake(
        {V_HAT: "v_hat = v / (1 - beta2**t) ** 2"},
        COUNTED + "0.032 alpha, and the twelfth 0.109 alpha.",
        "What comes of alpha * (1 - beta2**t) / (1 - beta1**t), without the root.",
    ),
    "v_corrected_by_root": Mistake(
        {V_HAT: "v_hat = v / sqrt(1 - beta2**t)"},
        COUNTED + "5.623 alpha, and the twelfth 3.026 alpha.",
    ),
    "beta1_corrects_v": Mistake(
        {V_HAT: "v_hat = v / (1 - beta1**t)"},
        COUNTED + "10 alpha, and the twelfth 7.754 alpha.",
    ),
    "corrected_state_kept": Mistake(
        {STATE: "AdamState(t, m_hat, v_hat)"},
        COUNTED + "alpha, the second 0.235 alpha and the fifth 0.001 alpha.",
    ),
}


def last(fraction):
    """Exchange the fraction in the last line."""
    return {LAST: f"return theta - alpha * {fraction}, AdamState(t, m, v)"}


EPS = {
    "eps_outside_fraction": Mistake(
        last("m_hat / sqrt(v_hat) + eps"),
        "Each step adds +1e-08 to theta, and a zero gradient at the start makes it NaN.",
        f"{D2L}, where eps ends up added to the parameter.",
    ),
    "eps_inside_root": Mistake(
        last("m_hat / sqrt(v_hat + eps)"),
        "A first gradient of 1e-6 takes a step of 0.010 alpha instead of 0.990 alpha.",
        "Often called the same; Reddi, Kale & Kumar (2018) and Défossez et al. write it on "
        "purpose, with an eps of that meaning.",
    ),
    "eps_inside_root_too": Mistake(
        last("m_hat / (sqrt(v_hat + eps) + eps)"),
        "A first gradient of 1e-4 takes a step of 0.707 alpha instead of 1.000 alpha.",
    ),
    "eps_squared_inside_root": Mistake(
        last("m_hat / sqrt(v_hat + eps**2)"),
        "A first gradient of 1e-8 takes a step of 0.707 alpha instead of 0.500 alpha.",
    ),
    "max_eps": Mistake(
        last("m_hat / where(sqrt(v_hat) < eps, 0 * v_hat + eps, sqrt(v_hat))"),
        "A first gradient of 1e-8 takes a step of 1.000 alpha instead of 0.500 alpha.",
    ),
    "minus_eps": Mistake(
        last("m_hat / (sqrt(v_hat) - eps)"),
        "A first gradient of 5e-9 is climbed by 1.000 alpha.",
    ),
    "eps_hat_for_eps": Mistake(
        {
            V_HAT: "root = (sqrt(v) + eps) / sqrt(1 - beta2**t)",
            LAST: "return theta - alpha * m_hat / root, AdamState(t, m, v)",
        },
        "A first gradient of 1e-6 takes a step of 0.760 alpha instead of 0.990 alpha.",
        "PyTorch before mid-2019 (issue 2060). Keras has it too, and says so: its epsilon is "
        "the paper's eps_hat.",
    ),
    "no_eps": Mistake(
        last("m_hat / sqrt(v_hat)"),
        "A zero gradient at the start makes theta NaN, and one of 1e-12 moves it by 1.000 alpha.",
    ),
}

AVERAGES = {
    "v_from_m": Mistake(
        {V: "v = beta2 * state.v + (1 - beta2) * m**2"},
        COUNTED + "10 alpha, and noise in the long run moves theta 1.00 alpha a step instead of "
        "0.23.",
    ),
    "square_of_mean": Mistake(
        {V: "v = (beta2 * sqrt(state.v) + (1 - beta2) * abs(g)) ** 2"},
        COUNTED + "31.62 alpha, and in noise the steps stay 1.26 times too long, however many "
        "come.",
    ),
    "v_of_sizes": Mistake(
        {V: "v = beta2 * state.v + (1 - beta2) * abs(g)"},
        "A constant gradient of 0.01 moves theta by 0.1 alpha, one of 100 by 10 alpha.",
    ),
    "g_not_squared": Mistake(
        {V: "v = beta2 * state.v + (1 - beta2) * g"},
        "A first gradient of -1 makes theta NaN; one of 0.01 moves it by 0.1 alpha.",
    ),
    "beta1_for_v": Mistake(
        {V: "v = beta2 * state.v + (1 - beta1) * g**2"},
        "A constant gradient's steps are all 0.1 alpha.",
    ),
    "v_per_row": Mistake(
        {V: "v = beta2 * state.v + (1 - beta2) * (mean_of_rows(g**2) if g.ndim > 1 else g**2)"},
        "Of two gradients in a row, 1 and 0.01, the second moves theta by 0.014 alpha.",
    ),
    "v_of_all_coordinates": Mistake(
        {V: "v = beta2 * state.v + (1 - beta2) * (g**2).sum()"},
        "In an array of 100 equal gradients the first step is 0.1 alpha: the size of a layer "
        "decides how fast it learns.",
    ),
    "v_mean_of_coordinates": Mistake(
        {V: "v = beta2 * state.v + (1 - beta2) * (g**2).sum() / max(1, g.size)"},
        "Of two gradients, 1 and 0.01, the second moves theta by 0.014 alpha.",
    ),
    "no_square_root": Mistake(
        last("m_hat / (v_hat + eps)"),
        "A constant gradient of 0.01 moves theta by 100 alpha, one of 100 by 0.01 alpha.",
        "The text of labml.ai's annotated Adam.",
    ),
    "betas_swapped": Mistake(
        {"return adam(alpha, beta1, beta2, eps)": "return adam(alpha, beta2, beta1, eps)"},
        "After 1000 gradients of 1 it takes 490 of -1 to turn the steps, not 7.",
    ),
    "beta1_for_both": Mistake(
        {"return adam(alpha, beta1, beta2, eps)": "return adam(alpha, beta1, beta1, eps)"},
        "After 100 gradients of 1e-3, ten of 1 move theta by 9.35 alpha instead of 71.6.",
    ),
    "weights_turned": Mistake(
        {
            M: "m = (1 - beta1) * state.m + beta1 * g",
            V: "v = (1 - beta2) * state.v + beta2 * g**2",
        },
        COUNTED + "9.004 alpha, and the twelfth 0.152 alpha.",
    ),
    "sums_for_averages": Mistake(
        {M: "m = beta1 * state.m + g", V: "v = beta2 * state.v + g**2"},
        "All of a constant gradient's steps are 0.316 alpha long.",
    ),
    "m_without_weight": Mistake(
        {M: "m = beta1 * state.m + g"}, COUNTED + "10 alpha, and so are all."
    ),
    "v_without_weight": Mistake(
        {V: "v = beta2 * state.v + g**2"}, COUNTED + "0.032 alpha, and so are all."
    ),
    "averages_after_use": Mistake(
        {M_HAT: "m_hat = state.m / (1 - beta1**t)", V_HAT: "v_hat = state.v / (1 - beta2**t)"},
        "The first gradient moves nothing; a constant one's second step is 0.744 alpha.",
    ),
    "g_for_m": Mistake(
        last("g / (sqrt(v_hat) + eps)"),
        "Noise moves theta by 1.00 alpha a step instead of 0.23: there is no momentum.",
    ),
}

LAZY = {
    M: "m = where(g == 0, state.m, beta1 * state.m + (1 - beta1) * g)",
    V: "v = where(g == 0, state.v, beta2 * state.v + (1 - beta2) * g**2)",
}
STATES = {
    "state_aliased": Mistake(
        {"m, v = zeros_like(theta), zeros_like(theta)": "m = v = zeros_like(theta)"},
        "A gradient of 1 moves theta by 0.100 alpha at first, and one of -1 makes it NaN.",
        text=lines.IN_PLACE,
    ),
    "state_forgotten": Mistake(
        {T: f"state = init(theta)\n{T}"},
        "All steps are alpha long: noise moves theta 1.00 alpha a step instead of 0.23.",
    ),
    "averages_forgotten": Mistake(
        {T: f"{T}\nstate = init(theta)"},
        COUNTED + "alpha, the twelfth 0.152 alpha, and in the end 3.162 alpha.",
    ),
    "lazy_averages": Mistake(
        LAZY,
        "A gradient of 1 and 99 zeros move theta by 0 alpha.",
    ),
    "lazy_steps": Mistake(
        LAZY | {"* m_hat /": "* where(g == 0, 0 * m_hat, m_hat) /"},
        "A gradient of 1 and 99 zeros move theta by 1.00 alpha in all instead of 6.01.",
        "torch.optim.SparseAdam is this by design.",
    ),
    "alpha_falls": Mistake(
        {LAST: LAST.replace("alpha", "alpha / sqrt(t)")},
        "A constant gradient's first step is alpha, and the hundredth 0.1 alpha.",
        "Theorem 4.1 and Corollary 4.2 want this alpha_t, and Algorithm 1 has none of it.",
    ),
    "gradient_centred": Mistake(
        {T: f"{T}\ng = g - mean_of_rows(g) if g.ndim > 1 else g"},
        "A matrix whose gradients are all alike does not move at all.",
        "Gradient centralisation is this by design.",
    ),
    "climbs_on_matrices": Mistake(
        {LAST: LAST.replace("- alpha", "+ (alpha if theta.ndim > 1 else -alpha)")},
        "A matrix goes uphill, by alpha at its first step.",
    ),
    "wrong_sign": Mistake(
        {LAST: "return theta + alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)"},
        "A constant gradient of 1 moves theta by +alpha, uphill.",
    ),
}

DECAYS = {
    "l2_for_decoupled": Mistake(
        {DECAY: "g = g + weight_decay * theta"},
        "A weight of 1 without any gradient loses 1e-03 at the first step, where AdamW takes "
        "1e-05.",
        "torch.optim.Adam(weight_decay=...) is this by design, and often taken for AdamW.",
    ),
    "decay_without_alpha": Mistake(
        {DECAY: "theta = theta - weight_decay * theta"},
        "A weight of 1 without any gradient loses 1e-02 at the first step, where AdamW takes "
        "1e-05.",
    ),
    "decay_of_wrong_sign": Mistake(
        {DECAY: DECAY.replace("- alpha", "+ alpha")},
        "A weight of 1 without any gradient gains 1e-05 at the first step, and so on for ever.",
    ),
    "decay_on_matrices": Mistake(
        {DECAY: f"{DECAY} * (theta.ndim > 1)"},
        "Matrices decay as AdamW's do, and vectors do not at all.",
        "Often meant: biases and norms are left alone.",
    ),
    "l2_on_matrices": Mistake(
        {DECAY: "g = g + weight_decay * theta * (theta.ndim > 1)"},
        "A weight of 1 in a matrix, without any gradient, loses 1e-03 at the first step, and in a "
        "vector nothing.",
    ),
    "decay_after_step": Mistake(
        {
            f"{DECAY}\n": "\n",
            "return theta": "return (1 - alpha * weight_decay) * (theta",
            "+ eps), ": "+ eps)), ",
        },
        "The step itself is shortened: from 0, a first gradient of 1 moves theta by 0.99999 alpha.",
    ),
    "decay_in_m": Mistake(
        {M: "m = beta1 * state.m + (1 - beta1) * (g + weight_decay * theta)"},
        "A weight of 1 without any gradient loses 1000000 alpha at the first step.",
    ),
    "decay_divided": Mistake(
        {M_HAT: "m_hat = m / (1 - beta1**t) + weight_decay * theta"},
        "A weight of 1 with gradients of 100 loses 1.0001 alpha at the first step.",
    ),
}
DECAYS = {name: mistake._replace(text=lines.DECAYED) for name, mistake in DECAYS.items()}
for name in ("decay_in_m", "decay_divided"):
    DECAYS[name].exchange[f"{DECAY}\n"] = "\n"

CLIPS = {
    "updates_clipped": Mistake(
        last("clip(m_hat / (sqrt(v_hat) + eps), limit)"),
        "After 300 gradients of 1e-3, one of 1 takes a step of 1 alpha, and the twelfth too.",
    ),
    "gradient_values_clipped": Mistake(
        {T: f"{T}\ng = clip(g, limit)"},
        "Gradients of 1 and of 100 are the same to it.",
    ),
    "gradient_clipped": Mistake(
        {T: f"{T}\nsize = (g**2).sum() ** 0.5\ng = where(size > limit, g * (limit / size), g)"},
        "Gradients of 1 and of 100 are the same to it.",
    ),
    "weights_clipped": Mistake(
        {
            "return theta": "return clip(theta",
            "+ eps), ": "+ eps), limit), ",
        },
        "A weight of 2 is 1 after the first step.",
    ),
}

#: The mistakes by name.
MISTAKES = TIME | EPS | AVERAGES | STATES | DECAYS | CLIPS
for name, mistake in MISTAKES.items():
    mistake.rule.__name__ = mistake.rule.__qualname__ = name
