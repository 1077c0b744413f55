"""Pack the built book into one zip, which opens by double click: no server, no network.

`make archive` does it, after `make book`. The same pages give the same file, byte by byte.
"""

import hashlib
import sys
import zipfile
from pathlib import Path

from tools.set_repository import version

ROOT = Path(__file__).parents[1]
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold
LICENCES = ("LICENSE", "LICENSE-TEXT.md", "adamtext/lab/data/LICENSES.md")


def archive(built, target, notices=()):
    """Write the zip of a folder, and the notices beside its index.html; return its SHA-256.

    Raises
    ------
    FileNotFoundError
        If the folder holds no index.html, so no book.
    """
    if not (built / "index.html").is_file():
        raise FileNotFoundError(f"{built} holds no index.html: run `make book`")
    files = {path.relative_to(built): path for path in built.rglob("*") if path.is_file()}
    files |= {Path(path.name): path for path in notices}
    target.parent.mkdir(exist_ok=True)
    partial = target.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{target.stem}/{name.as_posix()}", EPOCH)
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, files[name].read_bytes(), zipfile.ZIP_DEFLATED)
    partial.replace(target)
    return hashlib.sha256(target.read_bytes()).hexdigest()


def main():
    target = ROOT / "dist" / f"adam-step-by-step-{version(ROOT)}.zip"
    digest = archive(ROOT / "_build" / "html", target, [ROOT / name for name in LICENCES])
    size = target.stat().st_size / 1e6
    print(f"{target}: {size:.1f} MB\nSHA-256 {digest}\nUnpack it, and open index.html.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
