"""What a step costs: what judges the exercises of chapter 16."""

import numpy as np

from adamtext.teach.exercises.kinds import Function, Number


def _traffic(master, g, m, v, copy):
    """Return the bytes that a step must move for each parameter: exercise 6."""
    return 2 * master + g + 2 * m + 2 * v + copy


def _formats():
    return [(4, 4, 4, 4, 0), (4, 2, 4, 4, 2), (4, 4, 4, 4, 2), (4, 2, 1, 1, 2), (2, 2, 2, 2, 0)]


def _in_blocks(theta, g, size, steps, t_of=lambda step, block: step, whole=True):
    """Return theta after so many steps against g, block by block, from an empty state: exercise 7.

    Parameters
    ----------
    t_of : callable
        ``t_of(step, block) -> t``, both counted from 1 and 0.
    whole : bool
        Whether a last block that is shorter is taken, too.
    """
    theta, m, v = np.array(theta, dtype=float), np.zeros(len(theta)), np.zeros(len(theta))
    stop = len(theta) if whole else len(theta) // size * size
    for step in range(1, steps + 1):
        for block, i in enumerate(range(0, stop, size)):
            own, t = slice(i, i + size), t_of(step, block)
            m[own] = 0.9 * m[own] + 0.1 * g[own]
            v[own] = 0.999 * v[own] + 0.001 * g[own] ** 2
            root = np.sqrt(v[own] / (1 - 0.999**t))
            theta[own] -= 0.001 * m[own] / (1 - 0.9**t) / (root + 1e-8)
    return theta


def _one_counter(theta, g, size, steps):
    blocks = -(-len(theta) // size)
    return _in_blocks(theta, g, size, steps, lambda step, block: blocks * (step - 1) + block + 1)


def _arrays():
    rng = np.random.default_rng(16)
    return [(*rng.normal(size=(2, n)), size, 3) for n, size in ((6, 6), (6, 2), (7, 3), (5, 8))]


_STEP, _GRADIENT = 0.5784, 13.0  # milliseconds on the first machine: one loop, 128 examples


def _batch(times):
    """Return the minibatch whose gradient takes so many times the time of a step."""
    return times * _STEP / _GRADIENT * 128


EXERCISES = [
    Number(
        36,
        {
            28: "That is Adam's. AMSGrad has one array more.",
            32: "The largest v so far is read, and it is written.",
            40: "The gradient is read, but nobody writes it.",
            20: "So many bytes are kept. How many of them travel twice?",
        },
        rel=0.001,
    ),
    Number(
        (28 / 60, 20 / 60),
        {
            (28 / 60, 14 / 60): "Only m and v are halved.",
            (16 / 60, 12 / 60): "That reads everything and writes nothing.",
            (4 / 60, 4 / 60): "That moves the parameters alone, and once.",
            (128 / 60, 128 / 60): "That is the formula as typed.",
        },
        rel=0.02,
    ),
    Number(
        (21, _batch(9)),
        {
            (23, _batch(10)): "That is a tenth of the gradient's. Of all is asked.",
            (21, 21): "The clock does not count operations.",
            (_batch(9), 21): "The other way round: first the count, then the clock.",
            (126, 9 * 128): "Nine times a step: how much of a step is one example?",
        },
        rel=0.03,
    ),
    Number(
        (28, 7),
        {
            (28, 3): "That shards everything. Stage 1 shards only what is Adam's.",
            (14, 4): "The gradient stays whole, too.",
            (112, 3): "So much is it without sharding.",
            (28, 6): "With six, a little more than 40 GB is needed on each.",
        },
        rel=0.001,
    ),
    Number(
        (1.75, 1.75),
        {
            (7, 7): "That sends every gradient to every device. Let each add up its own part.",
            (1.75, 2.625): "What travels after the step: the sums, or the weights in their place?",
            (0.875, 0.875): "That is one way. What has been added up must come back.",
            (2, 2): "A device need not send its own part to itself.",
        },
        rel=0.001,
    ),
    Function(
        _traffic,
        [
            (
                lambda master, g, m, v, copy: master + g + m + v + copy,
                "So many bytes are kept. Some of them are read and written.",
            ),
            (
                lambda master, g, m, v, copy: 2 * (master + g + m + v + copy),
                "Not everything is both read and written.",
            ),
            (
                lambda master, g, m, v, copy: 2 * master + g + 2 * m + 2 * v + 2 * copy,
                "Who reads the copy in this step?",
            ),
            (
                lambda master, g, m, v, copy: 2 * master + g + 2 * m + 2 * v,
                "The copy is out of date after the step.",
            ),
        ],
        _formats,
    ),
    Function(
        _in_blocks,
        [
            (
                lambda *case: _in_blocks(*case, whole=False),
                "The last block may be shorter than the others.",
            ),
            (_one_counter, "All blocks of one step have the same t."),
            (
                lambda *case: _in_blocks(*case, t_of=lambda step, block: 1),
                "The state must be kept from step to step, and t is part of it.",
            ),
        ],
        _arrays,
        rel=1e-9,
    ),
]
