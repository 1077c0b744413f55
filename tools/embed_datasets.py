"""Make the embedded data sets from the canonical files in the cache, or check them.

Use it as `python -m tools.embed_datasets [--check]`. With `--check` the arrays are compared with
those embedded, and nothing is written. Full sets are fetched where the cache lacks them.
"""

import argparse
import platform
import sys

import numpy as np

from adamtext.lab import embedded, reviews, words
from adamtext.lab.datasets import load


def mnist():
    full = load("mnist", "full")
    train, test = draw(0, [np.arange(60000)], 20000), draw(1, [np.arange(10000)], 5000)
    return {
        "mnist_20k_5k.npz": {
            "x_train": full.x_train[train],
            "x_test": full.x_test[test],
            **labels(full, train, test),
        }
    }


def imdb():
    full = load("imdb", "full")
    arrays = {"vocab": np.frombuffer("\n".join(full.words).encode(), np.uint8)}
    for split, x in (("train", full.x_train), ("test", full.x_test)):
        arrays[f"n_{split}"], arrays[f"lo_{split}"], arrays[f"hi_{split}"] = reviews.pack(x)
    arrays["y_train"], arrays["y_test"] = full.y_train.astype("u1"), full.y_test.astype("u1")
    return {"imdb_bow10k_25k_25k.npz": arrays}


def cifar10():
    full = load("cifar10", "full")
    train = draw(0, [np.flatnonzero(full.y_train == c) for c in range(10)], 200)
    test = draw(1, [np.flatnonzero(full.y_test == c) for c in range(10)], 100)
    return {
        "cifar10_2000_1000_train.webp": {"pixels": atlas(full.x_train[train])},
        "cifar10_2000_1000_test.webp": {"pixels": atlas(full.x_test[test])},
        "cifar10_2000_1000_labels.npz": labels(full, train, test),
    }


def topics():
    """Return the help texts of the Python that runs this; those embedded are 3.11.7's."""
    if platform.python_version() != "3.11.7":
        print(f"topics: Python 3.11.7 has them, this is {platform.python_version()}: left out")
        return {}
    from pydoc_data.topics import topics

    text = "\n\n".join(topics.values())
    return {words.FILE: {"text": np.frombuffer(text.encode(), np.uint8)}}


BUILD = {"mnist": mnist, "imdb": imdb, "cifar10": cifar10, "topics": topics}


def draw(seed, pools, number):
    """Draw so many rows from each pool, without replacement; return them in canonical order."""
    rng = np.random.default_rng(seed)
    rows = [rng.permutation(pool)[:number] for pool in pools]
    return np.sort(np.concatenate(rows)).astype(np.uint16)


def labels(full, train, test):
    return {
        "y_train": full.y_train[train].astype(np.uint8),
        "y_test": full.y_test[test].astype(np.uint8),
        "train_index": train,
        "test_index": test,
    }


def atlas(images):
    tiles = images.reshape(-1, 50, 32, 32, 3).swapaxes(1, 2)
    return tiles.reshape(-1, 50 * 32, 3)


def write(file, arrays):
    if file.endswith(".npz"):
        np.savez_compressed(embedded.DATA / file, **arrays)
        return
    from PIL import Image

    picture = Image.fromarray(arrays["pixels"])
    picture.save(embedded.DATA / file, lossless=True, quality=100, method=6)


def differences(file, arrays):
    """Return a line for each array that is not the embedded one."""
    stored = embedded.read(file)
    lines = [f"{file}: {name} in one only" for name in sorted(stored.keys() ^ arrays.keys())]
    for name in sorted(stored.keys() & arrays.keys()):
        a, b = stored[name], arrays[name]
        if a.dtype != b.dtype or not np.array_equal(a, b):
            lines.append(f"{file}: {name} is {a.dtype}{a.shape}, rebuilt {b.dtype}{b.shape}")
    return lines


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args(argv).check
    found = []
    for build in BUILD.values():
        for file, arrays in build().items():
            if check:
                found += differences(file, arrays)
            else:
                write(file, arrays)
            print(f"{file}: {embedded.fingerprint(arrays)}")
    print(*found, sep="\n", file=sys.stderr, end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
