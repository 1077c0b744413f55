"""The full data sets: their files, and where these are served."""

from typing import NamedTuple


class File(NamedTuple):
    """What is known of a canonical file: its size in bytes, and ``algorithm:hash``."""

    size: int
    digest: str


# MNIST and CIFAR-10 carry the hashes that are published for them. The reviews come as 50000
# small files, so theirs are of the four files that `unpack.lines` makes of them.
FILES = {
    "mnist": {
        "train-images-idx3-ubyte": File(47040016, "md5:6bbc9ace898e44ae57da46a324031adb"),
        "train-labels-idx1-ubyte": File(60008, "md5:a25bea736e30d166cdddb491f175f624"),
        "t10k-images-idx3-ubyte": File(7840016, "md5:2646ac647ad5339dbf082846283269ea"),
        "t10k-labels-idx1-ubyte": File(10008, "md5:27ae3e4e09519cfbb04c329615203637"),
    },
    "imdb": {
        "train-neg.txt": File(
            16301850, "sha256:365cac228d679db4b9eebd26d7a763aca8a9723343ff55217ea338002e5bb7cc"
        ),
        "train-pos.txt": File(
            16854761, "sha256:c4adc0afea0dbafafdbfbcdffb9181444c7c4833dd0c2d63c62e034f113579ee"
        ),
        "test-neg.txt": File(
            16079266, "sha256:35d4b84628e442ee8645a9e64133f90c3971605ac4b2f55cd104def734d065ae"
        ),
        "test-pos.txt": File(
            16295029, "sha256:f1e43c695b57f134d9230857f74f41a2570880b1c3b1abf947d2052067180e72"
        ),
    },
    "cifar10": {
        "data_batch_1.bin": File(30730000, "sha1:aadd24acce27caa71bf4b10992e9e7b2d74c2540"),
        "data_batch_2.bin": File(30730000, "sha1:c0ba65cce70568cd57b4e03e9ac8d2a5367c1795"),
        "data_batch_3.bin": File(30730000, "sha1:1dd00a74ab1d17a6e7d73e185b69dbf31242f295"),
        "data_batch_4.bin": File(30730000, "sha1:aab85764eb3584312d3c7f65fd2fd016e36a258e"),
        "data_batch_5.bin": File(30730000, "sha1:26e2849e66a845b7f1e4614ae70f4889ae604628"),
        "test_batch.bin": File(30730000, "sha1:67eb016db431130d61cd03c7ad570b013799c88c"),
    },
}

# With {file} in it, an address serves one packed file; without, one archive of them all.
MIRRORS = {
    "mnist": (
        "https://ossci-datasets.s3.amazonaws.com/mnist/{file}.gz",
        "https://storage.googleapis.com/cvdf-datasets/mnist/{file}.gz",
    ),
    "imdb": ("https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz",),
    "cifar10": ("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",),
}
