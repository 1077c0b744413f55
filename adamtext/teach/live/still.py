"""The still pictures of the live figures: what is seen where no script may run."""

import io

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure

from adamtext.averages import bias_correction, ema
from adamtext.bounds import step_bound, worst_stream
from adamtext.teach.plots import INK, STYLE, label_lines

FINE, RAW, LIMIT, POINT = "#0072B2", "#D55E00", "#009E73", "#B0508C"
SETTINGS = STYLE | {"font.size": 9}
LEVELS = [20, 10, 5, 3, 2, 1.5, 1.1]


def gradients(stream, n, beta1, beta2):
    """Return the n gradients of a stream, the very numbers that adam.js makes."""
    age = np.arange(n - 1, -1, -1.0)
    if stream == "constant":
        return np.ones(n)
    if stream == "noise":
        return normal(n)
    if stream == "spike":
        return np.where(age == n // 2, 1.0, 0.0)
    if stream == "burst":
        return np.where((age <= n // 2) & (age > n / 2 - 12), 1.0, 0.0)
    if stream == "growth":
        return 1.05**-age
    return worst_stream(beta1, beta2, n)


def normal(n):
    """Return n standard normal numbers by Park and Miller's generator, seed 1412."""
    uniform, seed = [], 1412
    for _ in range(2 * n):
        seed = seed * 48271 % 2147483647
        uniform.append(seed / 2147483647)
    radius, angle = np.reshape(uniform, (n, 2)).T
    return np.sqrt(-2 * np.log(radius)) * np.cos(2 * np.pi * angle)


def averages(g, beta1, beta2):
    """Return m, v, m_hat, v_hat and both steps, with and without the corrections."""
    t = np.arange(1, len(g) + 1)
    m, v = ema(g, beta1), ema(g**2, beta2)
    m_hat, v_hat = m / bias_correction(beta1, t), v / bias_correction(beta2, t)
    tiny = 1e-140  # silence makes no step
    return m, v, m_hat, v_hat, m_hat / (np.sqrt(v_hat) + tiny), m / (np.sqrt(v) + tiny)


def stream(stream, beta1, beta2, steps):
    """Return the picture of GradientStream: three panels, one under the other."""
    g = gradients(stream, steps, beta1, beta2)
    m, v, m_hat, v_hat, step, uncorrected = averages(g, beta1, beta2)
    t = np.arange(1, steps + 1)
    bound = step_bound(beta1, beta2, t)
    near = 2 * max(abs(step).max(), abs(uncorrected).max())
    panels = {
        "Gradient, and its average": {
            "g": (g, "#888888"),
            "m": (m, RAW),
            "m̂, corrected": (m_hat, FINE),
        },
        "Average of its square": {"v": (v, RAW), "v̂, corrected": (v_hat, FINE)},
        "Step, in units of α": {
            "uncorrected": (uncorrected, RAW),
            "corrected": (step, FINE),
            "exact bound": (np.where(bound <= near, bound, np.nan), LIMIT),
        },
    }
    with rc_context(SETTINGS):
        figure = Figure(figsize=(6.4, 5.2))
        axes = figure.subplots(3, sharex=True, height_ratios=(3, 2.5, 5))
        for ax, (title, curves), gap in zip(axes, panels.items(), (0.22, 0.26, 0.12), strict=True):
            lines = {}
            for name, (values, colour) in curves.items():
                dashes = "--" if colour == RAW else "-"
                lines[name] = ax.plot(t, values, color=colour, linestyle=dashes)[0]
            ax.set_title(title)
            ended = {k: v for k, v in lines.items() if np.isfinite(v.get_ydata()[-1])}
            label_lines(ax, ended, gap)
        axes[-1].set_xlabel("step t")
        return png(figure)


def betas(beta1, beta2):
    """Return the picture of Betas: the bound over the plane, and a dot."""
    x = np.geomspace(1e-3, 1, 61)
    with rc_context(SETTINGS):
        figure = Figure(figsize=(4.8, 4.0))
        ax = figure.subplots()
        shares = np.linspace(0.62, 0.06, len(LEVELS) + 1)
        ax.fill_between(x, 1e-4, x * (2 - x), color=tint(FINE, shares[0]), linewidth=0)
        for level, share in zip(LEVELS, shares[1:], strict=True):
            ax.fill_between(x, *band(x, level), color=tint(FINE, share), linewidth=0)
            if level > 1.6:
                ax.text(0.95, level**-2, f"{level} α", ha="right", va="center")
        ax.plot(x, x * (2 - x), color=INK, linestyle=":", linewidth=1)
        ax.plot(x, x, color=LIMIT)
        ax.text(0.03, 0.016, "equal betas: bound 1", rotation=40, ha="center", va="center")
        ax.text(0.006, 0.12, "no bound", ha="center")
        ax.plot(1 - beta1, 1 - beta2, "o", color=POINT, markeredgecolor="white", markersize=8)
        ax.set(xscale="log", yscale="log", xlim=(1e-3, 1), ylim=(1e-4, 0.5))
        ax.set(xlabel="1 - β₁", ylabel="1 - β₂")
        decades = {0: (1e-3, 1e-2, 1e-1, 1), 1: (1e-4, 1e-3, 1e-2, 1e-1)}
        for axis, ticks in zip((ax.xaxis, ax.yaxis), decades.values(), strict=True):
            axis.set_ticks(ticks, [f"{tick:g}" for tick in ticks])
            axis.set_ticks([], minor=True)
        return png(figure)


def band(away, level):
    """Return the two values of 1 - beta2 between which the bound for 1 - beta1 is below level."""
    product = (away / level) ** 2
    total = away * (2 - away) + product
    high = (total + np.sqrt(np.maximum(total**2 - 4 * product, 0))) / 2
    return product / high, high


def tint(colour, share):
    """Mix a colour with white."""
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(255 + share * (part - 255)):02x}" for part in parts)


def png(figure):
    """Return the figure as the bytes of a PNG file."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=SETTINGS["figure.dpi"], metadata={"Software": None})
    return stream.getvalue()
