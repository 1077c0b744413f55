"""Files that may hold anything: read up to a limit, and refused with one kind of error."""

import json
import os
import stat

INSTALL = "install adamtext again"


class Damaged(OSError):
    """A file that does not hold what it should: with its path, what is wrong, and what to do."""


def words(path, what, remedy):
    """Return the words of an error: of which ``path``, ``what`` is wrong, and the ``remedy``.

    >>> words("x.json", "it is empty", "delete it")
    'x.json is damaged: it is empty; delete it'
    """
    return f"{path} is damaged: {what}; {remedy}"


def read_bytes(path, largest, remedy):
    """Return the bytes of a file, of which there may be ``largest``.

    Raises
    ------
    FileNotFoundError
        If there is nothing of that name.
    Damaged
        If it is larger, no file, or cannot be read: with the ``remedy``, words that say what to do.
    """
    try:
        about = os.stat(path)
        if not stat.S_ISREG(about.st_mode):  # a folder, or a pipe, which would be waited for
            raise Damaged(words(path, "it is no file", remedy))
        if about.st_size <= largest:
            with open(path, "rb") as stream:
                content = stream.read(largest + 1)  # it may have grown
            if len(content) <= largest:
                return content
    except (FileNotFoundError, Damaged):
        raise
    except (OSError, ValueError) as error:  # ValueError: a zero byte in its name
        raise Damaged(words(path, f"it cannot be read: {error}", remedy)) from error
    raise Damaged(words(path, f"it has more than {largest} bytes", remedy))


def read_json(path, largest, remedy):
    """Return what the JSON in a file says, as :func:`read_bytes` reads it.

    Raises
    ------
    FileNotFoundError
        If there is nothing of that name.
    Damaged
        If it cannot be read, or is no JSON: with the ``remedy``.
    """
    content = read_bytes(path, largest, remedy)
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Damaged(
            words(path, f"it is no JSON: {type(error).__name__}: {error}", remedy)
        ) from None
