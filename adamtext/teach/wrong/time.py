"""Wrong lines about time and the corrections."""

from adamtext.teach.lines import LAST, M_HAT, START, STATE, V_HAT, Mistake, T

D2L = "The TensorFlow code of Dive into Deep Learning"
COUNTED = "A constant gradient's first step is "


def both(pattern):
    """Exchange both corrections, by ``pattern`` with "m", "beta1" in it."""
    in_v = pattern.replace("m_hat", "v_hat").replace("= m", "= v").replace("beta1", "beta2")
    return {M_HAT: pattern, V_HAT: in_v.replace("else m", "else v")}


#: By name.
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
        COUNTED + "3.162 alpha, and the second 1.344 alpha.",
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
        COUNTED + "0.744 alpha, and the twelfth 1.099 alpha.",
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
    "m_correction_without_power": Mistake(
        {M_HAT: "m_hat = m / (1 - beta1)"},
        COUNTED + "alpha; they grow, to 10 alpha in the end.",
    ),
    "v_correction_without_power": Mistake(
        {V_HAT: "v_hat = v / (1 - beta2)"},
        COUNTED + "alpha, the tenth 0.317 alpha, and in the end 0.032 alpha is left.",
    ),
    "only_m_multiplied": Mistake(
        {M_HAT: "m_hat = m * (1 - beta1**t)"},
        COUNTED + "0.010 alpha, and the twelfth 0.515 alpha.",
    ),
    "only_v_multiplied": Mistake(
        {V_HAT: "v_hat = v * (1 - beta2**t)"},
        COUNTED + "1000 alpha, and the twelfth 83.8 alpha.",
    ),
    "power_outside": Mistake(
        both("m_hat = m / (1 - beta1) ** t"),
        COUNTED + "alpha, the second 0.425 alpha and the fifth 0.018 alpha.",
    ),
    "power_times": Mistake(
        both("m_hat = m / (1 - beta1 * t)"),
        COUNTED + "alpha, and the second NaN: 1 - 0.999 * 2 is negative.",
    ),
    "correction_is_beta_power": Mistake(
        both("m_hat = m / (1 - (1 - beta1**t))"),
        COUNTED + "3.512 alpha, and the twelfth 23.1 alpha.",
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
