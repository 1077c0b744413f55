"""Make the light wheel beside the wheel in dist/: the same package without its large data files.

`make dist` does it, after the wheel. The first cell of a notebook installs it in Colab, and
`adamtext.lab.embedded` fetches the file that a chapter reads. The same wheel gives the same light
one, byte by byte.

Only the full wheel may go to an index: pip takes one with a build tag for a newer build of it.
"""

import base64
import hashlib
import sys
import zipfile
from pathlib import Path

from tools.set_repository import LIGHT, version

ROOT = Path(__file__).parents[1]
DATA = "adamtext/lab/data/"
LARGE = 100_000  # bytes


def light(wheel, target):
    """Write the light wheel of a wheel, and return its size in bytes."""
    with zipfile.ZipFile(wheel) as full:
        files = {
            entry: full.read(entry)
            for entry in full.infolist()
            if not (entry.filename.startswith(DATA) and entry.file_size > LARGE)
        }
    tag = target.stem.split("-")[2]
    record = ""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for entry, content in files.items():  # RECORD, which lists all others, is the last
            if entry.filename.endswith(".dist-info/WHEEL"):
                content += f"Build: {tag}\n".encode()
            if entry.filename.endswith(".dist-info/RECORD"):
                content = f"{record}{entry.filename},,\n".encode()
            packed.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            record += f"{entry.filename},sha256={digest.decode()},{len(content)}\n"
    return target.stat().st_size


def main(folder=ROOT / "dist"):
    number = version(ROOT)
    target = folder / LIGHT.format(version=number)
    size = light(folder / f"adamtext-{number}-py3-none-any.whl", target)
    print(f"{target}: {size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
