"""Files that are written whole or not at all, and what tells that they still are."""

import hashlib
import json
import os
from contextlib import suppress
from uuid import uuid4


def checksum(content):
    """SHA-256 of what JSON makes of ``content``."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def write_whole(path, text):
    """Write a file such that under its name there is never a part of it.

    Raises
    ------
    OSError
        If it cannot be written: with its path.
    """
    # not of tempfile, whose files only their owner may read
    part = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(part, "x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException as error:
        with suppress(OSError):
            part.unlink()
        if isinstance(error, OSError):  # which does not always say where
            message = f"cannot write {path}: {error.strerror or error}"
            raise OSError(error.errno, message) from error
        raise
