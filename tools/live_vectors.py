"""Write tests/teach/live_vectors.json, which adam.js must give: `python -m tools.live_vectors`."""

import itertools
import json
import math
from pathlib import Path

import numpy as np

from adamtext.averages import bias_correction
from adamtext.bounds import step_bound, uncorrected_ratio
from adamtext.teach.live.betas import band
from adamtext.teach.live.stream import STREAMS, averages, gradients

FILE = Path(__file__).parents[1] / "tests/teach/live_vectors.json"
BETAS = [(0.9, 0.999), (0.9, 0.95), (0.9, 0.81), (0.9, 0.9), (0.95, 0.93), (0.0, 0.99), (0.99, 0.5)]


def overshoot(beta1, beta2):
    if beta1 >= beta2:
        return {"t": math.inf, "value": 1.0}
    ratios = uncorrected_ratio(beta1, beta2, np.arange(1, 20_001))
    return {"t": int(ratios.argmax()) + 1, "value": float(ratios.max())}


def cases():
    """Yield (function, arguments, result) in the names and types of adam.js."""
    for beta, t in itertools.product((0.0, 0.9, 0.999999), (1, 7, 10**6)):
        yield "biasCorrection", [beta, t], float(bias_correction(beta, t))
    for betas in BETAS:
        for t in (1, 2, 10, 1000, math.inf):
            yield "stepBound", [*betas, t], step_bound(*betas, t)
        yield "uncorrectedRatio", [*betas, 12], uncorrected_ratio(*betas, 12)
        yield "overshoot", [*betas], overshoot(*betas)
    for beta in (0.9, 0.999):
        yield "halfLife", [beta], math.log(0.5) / math.log(beta)
    for beta1, level in itertools.product((0.0, 0.9, 0.99), (1.5, 10)):
        low, high = band(1 - beta1, level)
        yield "boundLevel", [beta1, level], [float(low), float(high)]
    names = "m", "v", "mHat", "vHat", "step", "uncorrected"
    for stream, betas in itertools.product(STREAMS, [(0.9, 0.999), (0.95, 0.9)]):
        g = gradients(stream, 24, *betas)
        yield "stream", [stream, 24, *betas], g.tolist()
        found = (average.tolist() for average in averages(g, *betas))
        yield "adam", [g.tolist(), *betas], dict(zip(names, found, strict=True))


def text():
    """Return the file's text, one case a line; infinity is written as a word."""
    lines = [json.dumps(case).replace("Infinity", '"inf"') for case in cases()]
    return "[\n" + ",\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
