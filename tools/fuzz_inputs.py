"""Spoilt files: what `tools.fuzz` gives to the readers. Every input is a function of its number."""

import gzip
import io
import json
import tarfile

SPECIAL = (b"\xff" * 8, b"\x80" + bytes(6) + b"\xff", (2**63).to_bytes(8, "big"), bytes(512),
           b"\x80\0\0\0\x80\0\0\0\0\0\0\0", b"7" * 11, b"NaN", b"1e999", b"-", b"[" * 2000, b"{",
           b"\\u0000", b'"' + b"n" * 5000 + b'":', b"../" * 700, b"\x1f\x8b\x08")  # fmt: skip


def flip(rng, data):
    """Flip one to eight bits."""
    data = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def cut(rng, data):
    return data[: rng.randrange(len(data))]


def overwrite(rng, data):
    part, place = rng.choice(SPECIAL), rng.randrange(len(data))
    return data[:place] + part + data[place + len(part) :]


def insert(rng, data):
    place = rng.randrange(len(data))
    return data[:place] + rng.choice(SPECIAL) + data[place:]


def double(rng, data):
    start, end = sorted(rng.randrange(len(data)) for _ in range(2))
    return data[:end] + data[start:]


def noise(rng, data):
    return rng.randbytes(rng.randrange(2000))


def same(rng, data):
    return data


BYTES = (flip, flip, cut, overwrite, insert, double, noise, same)


def spoil(rng, data):
    """Spoil bytes in one of the ways above; one in eight stays whole."""
    return rng.choice(BYTES)(rng, data) if data else noise(rng, data)


# ---- archives

MEMBER = tarfile.BLOCKSIZE
SIZES = (b"77777777777\0", b"-0000000001\0", b"\x80" + bytes(3) + b"\x80" + bytes(7),
         b"\xff" * 12, b"\x80" + b"\x7f" * 11, b"00000000000\0", b"            ")  # fmt: skip
TYPES = [bytes([kind]) for kind in b"0123456789LKSxgXD\0A"]


def tar(files):
    """Return a plain tar archive of files, bytes by name."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def with_header(data, place, **fields):
    """Return an archive of which the header at ``place`` has other fields, and a right checksum."""
    header = bytearray(data[place : place + MEMBER].ljust(MEMBER, b"\0"))
    for name, value in fields.items():
        start, end = {"name": (0, 100), "size": (124, 136), "type": (156, 157),
                      "sparse": (386, 512)}[name]  # fmt: skip
        header[start:end] = value.ljust(end - start, b"\0")[: end - start]
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + sum(header[156:]) + 256)
    return data[:place] + bytes(header) + data[place + MEMBER :]


def spoil_header(rng, data):
    """Edit the header of one member, as somebody would who means harm."""
    places = [k for k in range(0, len(data), MEMBER) if data[k + 257 : k + 262] == b"ustar"]
    edits = {
        "name": rng.choice([b"../../evil", b"/tmp/evil", b"\xff" * 100, b"a/" * 50, b"."]),
        "size": rng.choice(SIZES),
        "type": rng.choice(TYPES),
        "sparse": b"00000000000\0" + b"77777777777\0" * 7 + b"\x01" + b"77777777777\0",
    }
    chosen = {name: edits[name] for name in edits if rng.random() < 0.5}
    return with_header(data, rng.choice(places), **chosen)


def chain(data, length):
    """Return an archive that opens with so many long names of long names."""
    kind = {"name": b"././@LongLink", "size": b"00000000010\0", "type": b"L"}
    header = with_header(data, 0, **kind)[:MEMBER]
    return (header + b"x".ljust(MEMBER, b"\0")) * length + data


def spoil_archive(rng, data):
    """Spoil a plain tar archive, or its packing."""
    way = rng.random()
    if way < 0.02:
        return gzip.compress(chain(data, 2000), 1)
    if way < 0.5:
        data = spoil_header(rng, data)
    elif way < 0.75:
        data = spoil(rng, data)
    packed = data if rng.random() < 0.3 else gzip.compress(data, 1)
    return spoil(rng, packed) if way >= 0.75 else packed


# ---- JSON

VALUES = (None, True, -1, 0, 2**63, 10**400, 1e308, float("nan"), float("inf"), "", "x" * 5000,
          "../../evil", "\ud800", [], {}, [[]], [None], {"": {}}, "0001-01-01T00:00:00+23:59",
          "9999-12-31T23:59:59-23:59")  # fmt: skip


def places(value, path=()):
    """List the paths to all that is in a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(
        value, list) else ()  # fmt: skip
    return [path, *(p for key, one in inner for p in places(one, (*path, key)))]


def spoil_json(rng, text):
    """Replace, drop or rename one thing in JSON, and return the value."""
    value = json.loads(text)
    *way, last = rng.choice(places(value)[1:])
    inner = value
    for key in way:
        inner = inner[key]
    edit = rng.randrange(3)
    if edit == 0:
        inner[last] = rng.choice(VALUES)
    elif edit == 1 or isinstance(inner, list):
        del inner[last]
    else:
        inner[f"{last[:-1]}{rng.choice('xyz')}"] = inner.pop(last)
    return value
