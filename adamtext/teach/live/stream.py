"""A stream of gradients, and what Adam makes of it."""

import numpy as np
import traitlets
from matplotlib.figure import Figure

from adamtext.averages import bias_correction, ema
from adamtext.bounds import step_bound, worst_stream
from adamtext.teach.live.figure import FINE, LIMIT, RAW, Beta, Live
from adamtext.teach.plots import label_lines

STREAMS = ("constant", "noise", "spike", "burst", "growth", "worst")


class GradientStream(Live):
    """What Adam makes of a stream of gradients: the averages, their corrections, the steps.

    Parameters
    ----------
    stream : str
        constant, noise, spike, burst, growth or worst.
    beta1, beta2 : float
        In [0, 1).
    steps : int
        From 10 to 1000.
    """

    figure = "stream"
    stream = traitlets.Enum(STREAMS, "constant").tag(sync=True)
    beta1 = Beta(0.9).tag(sync=True)
    beta2 = Beta(0.999).tag(sync=True)
    steps = traitlets.Int(200, min=10, max=1000).tag(sync=True)

    def alt(self):
        """Return the still picture in words."""
        return (
            f"Three panels over {self.steps} steps, for the stream called {self.stream}, "
            f"beta1 = {self.beta1:g} and beta2 = {self.beta2:g}: the gradient and its average, "
            "the average of its square, and Adam's step with and without bias correction "
            "under the exact bound."
        )

    def draw(self):
        """Return the still picture: three panels, one under the other."""
        betas = self.beta1, self.beta2
        g = gradients(self.stream, self.steps, *betas)
        m, v, m_hat, v_hat, step, uncorrected = averages(g, *betas)
        t = np.arange(1, self.steps + 1)
        bound = step_bound(*betas, t)
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
        return figure


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
