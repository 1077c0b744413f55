"""Canonical files out of what the mirrors serve: gzip and tar, unpacked a piece at a time.

What comes is trusted with nothing. All sizes are known before, and what is larger is refused while
it is read; names are compared, and never become places. `tarfile` itself would follow chains of
long names, and hold a sparse member of terabytes: here a header is a header, and the rest is data.
"""

import gzip
import re
import tarfile
import zlib
from contextlib import contextmanager
from pathlib import PurePosixPath

from adamtext.lab.reading import Damaged, words

BLOCK = 512  # bytes: of a header, and of what a member's content is filled up to
PIECE = 2**16
LARGEST = 2**31  # bytes of an archive, unpacked; the largest known one has a fourth of it
REMEDY = "try another mirror"
# A file, in three spellings, a link, two folders and a device; then headers of the member to come.
KINDS = b"0\07125346xgLK"


def unpack(name, packed, sizes):
    """Yield the wanted files of a set as pairs of a name and bytes.

    Parameters
    ----------
    name : {"mnist", "imdb", "cifar10"}
    packed : pathlib.Path
        What a mirror has served, packed or plain: a server that calls the packing an encoding has
        it undone on the way.
    sizes : dict
        The size in bytes of each file that is wanted, by name.

    Raises
    ------
    Damaged
        Where it is no such archive, or anything in it is larger than it should be. What was
        yielded before has its right name, and is still to be compared with its hash.
    """
    try:
        with opened(packed) as stream:
            yield from WAYS[name](stream, sizes)
    except (ValueError, EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError) as error:
        raise Damaged(words(packed, f"{type(error).__name__}: {error}", REMEDY)) from error


@contextmanager
def opened(packed):
    """Open a file to be read, through gzip if it is packed by that."""
    with open(packed, "rb") as file:
        magic = file.read(2)
        file.seek(0)
        if magic != b"\x1f\x8b":
            yield file
            return
        with gzip.GzipFile(fileobj=file) as stream:
            yield stream


def members(stream):
    """Yield (path, read) for each plain file of a tar archive; ``read(most)`` returns its bytes.

    Raises
    ------
    ValueError
        If it is none, if a member reaches beyond ``LARGEST``, or has more than ``most`` bytes.
    EOFError
        If it ends within a member.
    """
    left = LARGEST
    while header := stream.read(BLOCK):
        if not header.strip(b"\0"):
            return
        member = tarfile.TarInfo.frombuf(header, "utf-8", "surrogateescape")
        if member.type not in [bytes([kind]) for kind in KINDS]:
            raise ValueError(f"a member of the unknown kind {member.type!r}")
        left -= BLOCK + member.size
        if member.size < 0 or left < 0:
            raise ValueError(f"a member of {member.size} bytes")
        unread = [member.size]

        def read(most, unread=unread):
            if unread[0] > most:
                raise ValueError(f"{unread[0]} bytes where {most} were expected")
            size, unread[0] = unread[0], 0
            return exactly(stream, size)

        if member.isreg():
            yield PurePosixPath(member.name), read
        skip(stream, unread[0] + -member.size % BLOCK)


def exactly(stream, size):
    """Return so many bytes from a stream.

    Raises
    ------
    EOFError
        If it has fewer.
    """
    content = stream.read(size)
    if len(content) < size:
        raise EOFError("it ends within a member")
    return content


def skip(stream, size):
    """Read past so many bytes, a piece at a time."""
    while size:
        size -= len(exactly(stream, min(size, PIECE)))


def _single(stream, sizes):
    ((file, size),) = sizes.items()
    content = stream.read(size + 1)
    if len(content) != size:
        found = "more" if len(content) > size else len(content)
        raise ValueError(f"{found} bytes where {size} were expected")
    yield file, content


def _batches(stream, sizes):
    for path, read in members(stream):
        if path.name in sizes:
            yield path.name, read(sizes[path.name])


def _reviews(stream, sizes):
    texts = {file: {} for file in sizes}
    # white space comes off the texts, so they may have been longer; and a text has its overhead
    left = {file: 2 * size + 2**20 for file, size in sizes.items()}
    for path, read in members(stream):
        file = "-".join(path.parts[-3:-1]) + ".txt"
        if file in texts and re.fullmatch(r"[0-9]{1,9}_[0-9]{1,9}\.txt", path.name):
            content = read(left[file])
            left[file] -= len(content) + 256
            texts[file][path.name] = content.decode()
    for file, part in texts.items():
        yield file, lines(part[key] for key in sorted(part))


def lines(texts):
    """Join texts into the bytes of a file with one text a line, runs of white space made one."""
    return "".join(" ".join(text.split()) + "\n" for text in texts).encode()


WAYS = {"mnist": _single, "imdb": _reviews, "cifar10": _batches}
