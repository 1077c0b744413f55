"""How far apart two pictures are: the one measure that execute.py and the tests share."""

import base64
import io
import math

import numpy as np
from PIL import Image

TOLERANCE = 0.01  # last-bit differences between machines stay below, a moved curve does not


def _pixels(png):
    """Return an opaque picture, because a transparent pixel may carry any colour."""
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    return np.asarray(Image.alpha_composite(white, picture).convert("RGB"), dtype=float) / 255


def rms(png_a, png_b):
    """Return the root mean square difference of two PNG files, as a fraction of full scale.

    Parameters
    ----------
    png_a, png_b : bytes
        The files' contents.

    Returns
    -------
    float
        0 for equal pictures, 1 for black against white, infinity for different sizes.
    """
    if png_a == png_b:
        return 0.0
    a, b = _pixels(png_a), _pixels(png_b)
    return float(np.sqrt(np.mean((a - b) ** 2))) if a.shape == b.shape else math.inf


def pngs(outputs):
    """Return the PNG pictures, as bytes, among the outputs of a notebook's cell."""
    data = [output.get("data", {}).get("image/png") for output in outputs]
    return [base64.b64decode(png) for png in data if png]


def complain(stored, shown):
    """Say how a cell's pictures differ from the stored ones, or nothing if they do not."""
    before, now = pngs(stored), pngs(shown)
    if len(before) != len(now):
        return f"{len(before)} stored figure(s), {len(now)} drawn now"
    for number, (old, new) in enumerate(zip(before, now, strict=True), start=1):
        if (distance := rms(old, new)) >= TOLERANCE:
            return f"figure {number} changed, RMS {distance:.4f} of full scale (limit {TOLERANCE})"
    return ""
