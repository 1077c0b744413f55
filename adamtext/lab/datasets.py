"""MNIST, IMDB and CIFAR-10: small sets that come with the package, full sets on request."""

from functools import lru_cache
from numbers import Integral
from typing import Any, NamedTuple

import numpy as np

from adamtext.lab import embedded, reviews
from adamtext.lab.cache import DatasetUnavailable, fetch

__all__ = ["CLASSES", "Dataset", "DatasetUnavailable", "load", "minibatches"]

#: The classes of each data set, by its name; a label is an index here.
CLASSES = {
    "mnist": tuple("0123456789"),
    "imdb": ("negative", "positive"),
    "cifar10": tuple("airplane automobile bird cat deer dog frog horse ship truck".split()),
}


class Dataset(NamedTuple):
    """Training and test data; row i of an ``x`` belongs to the class ``classes[y[i]]``.

    ``x`` is uint8 of shape (n, 28, 28) for MNIST and (n, 32, 32, 3) for CIFAR-10. For IMDB it is
    a SciPy csr_array of float32, (n, 10000): 1 where review i has the word ``words[j]``, else 0.
    ``y`` is int64 of shape (n,). ``words`` is empty for images.
    """

    x_train: Any
    y_train: np.ndarray
    x_test: Any
    y_test: np.ndarray
    classes: tuple[str, ...]
    words: tuple[str, ...] = ()


def load(name, size="small"):
    """Return a data set as fresh arrays, rows in the order of the original files.

    Small sets are read from the package and never ask the network, unless it was installed from
    its light wheel: 20000 + 5000 MNIST digits, 2000 + 1000 CIFAR-10 images, all 25000 + 25000
    IMDB reviews. Full sets come from the cache, which is filled on first use: 60000 + 10000
    digits, 50000 + 10000 images, and the same reviews, taken apart again from their text into
    exactly the same arrays.

    Parameters
    ----------
    name : {"mnist", "imdb", "cifar10"}
    size : {"small", "full"}

    Raises
    ------
    ValueError
        If name or size is not one of these.
    DatasetUnavailable
        If a file is neither here nor to be had. No small set ever stands in for a full one.
    Damaged
        If a file of the package has lost its hash.
    """
    check_one_of("name", name, CLASSES)
    check_one_of("size", size, ("small", "full"))
    train, test, words = SMALL[name]() if size == "small" else FULL[name](fetch(name))
    (x_train, y_train), (x_test, y_test) = train, test
    labels = y_train.astype(np.int64), y_test.astype(np.int64)
    return Dataset(x_train, labels[0], x_test, labels[1], CLASSES[name], words)


def minibatches(num_rows, batch_size, seed):
    """Return the function of t = 1, 2, … that gives the rows of minibatch t.

    A pass visits the rows in a new order, drawn from ``default_rng([seed, number of the pass])``
    with passes counted from 0. It makes ``num_rows // batch_size`` minibatches, and the rows
    left over sit that pass out.

    Parameters
    ----------
    num_rows, batch_size, seed : int
        A ValueError is raised unless 1 <= batch_size <= num_rows and 0 <= seed.

    Returns
    -------
    callable
        t -> int64 array of shape (batch_size,); the same t gives the same rows.

    Examples
    --------
    >>> rows = minibatches(num_rows=6, batch_size=3, seed=0)
    >>> sorted([*rows(1), *rows(2)]) == [0, 1, 2, 3, 4, 5]
    True
    """
    _check_whole("num_rows", num_rows, 1)
    _check_whole("batch_size", batch_size, 1, num_rows)
    _check_whole("seed", seed, 0)
    per_pass = num_rows // batch_size

    @lru_cache(maxsize=1)
    def order(number):
        return np.random.default_rng([seed, number]).permutation(num_rows)

    def rows(t):
        _check_whole("t", t, 1)
        number, k = divmod(int(t) - 1, per_pass)
        # copied, so that whoever writes into these rows leaves the rest of the pass alone
        return order(number)[k * batch_size : (k + 1) * batch_size].copy()

    return rows


def check_one_of(argument, value, allowed):
    """Check that the ``argument`` of that name has a ``value`` that is ``allowed``.

    Raises
    ------
    ValueError
        If it has not: with the values that are.
    """
    if value not in allowed:
        raise ValueError(f"{argument} is {value!r}, must be one of: {', '.join(allowed)}")


def _check_whole(argument, value, least, most=None):
    if not isinstance(value, Integral) or value < least or (most is not None and value > most):
        allowed = f"of at least {least}" if most is None else f"from {least} to {most}"
        raise ValueError(f"{argument} is {value!r}, must be a whole number {allowed}")


def _small_mnist():
    a = embedded.read("mnist_20k_5k.npz")
    return (a["x_train"], a["y_train"]), (a["x_test"], a["y_test"]), ()


def _small_imdb():
    a = embedded.read("imdb_bow10k_25k_25k.npz")
    words = tuple(a["vocab"].tobytes().decode().split("\n"))

    def part(split):
        packed = a[f"n_{split}"], a[f"lo_{split}"], a[f"hi_{split}"]
        return reviews.unpack(*packed, len(words)), a[f"y_{split}"]

    return part("train"), part("test"), words


def _small_cifar10():
    labels = embedded.read("cifar10_2000_1000_labels.npz")

    def part(split):
        atlas = embedded.read(f"cifar10_2000_1000_{split}.webp")["pixels"]
        tiles = atlas.reshape(-1, 32, 50, 32, 3).swapaxes(1, 2)
        return tiles.reshape(-1, 32, 32, 3), labels[f"y_{split}"]

    return part("train"), part("test"), ()


def _full_mnist(folder):
    def part(prefix):
        # the headers need no reading: the hash has already said which file this is
        x = np.fromfile(folder / f"{prefix}-images-idx3-ubyte", np.uint8, offset=16)
        y = np.fromfile(folder / f"{prefix}-labels-idx1-ubyte", np.uint8, offset=8)
        return x.reshape(-1, 28, 28), y

    return part("train"), part("t10k"), ()


def _full_imdb(folder):
    def part(split):
        texts = [
            (folder / f"{split}-{label}.txt").read_text("utf-8").split("\n")[:-1]
            for label in ("neg", "pos")
        ]
        return texts[0] + texts[1], np.repeat([0, 1], [len(texts[0]), len(texts[1])])

    (train, y_train), (test, y_test) = part("train"), part("test")
    words = reviews.vocabulary(train)
    x_train, x_test = reviews.presence(train, words), reviews.presence(test, words)
    return (x_train, y_train), (x_test, y_test), words


def _full_cifar10(folder):
    def part(*files):
        records = np.concatenate([np.fromfile(folder / file, np.uint8) for file in files])
        records = records.reshape(-1, 1 + 3 * 32 * 32)
        x = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
        return np.ascontiguousarray(x), records[:, 0]

    train = part(*(f"data_batch_{i}.bin" for i in range(1, 6)))
    return train, part("test_batch.bin"), ()


SMALL = {"mnist": _small_mnist, "imdb": _small_imdb, "cifar10": _small_cifar10}
FULL = {"mnist": _full_mnist, "imdb": _full_imdb, "cifar10": _full_cifar10}
