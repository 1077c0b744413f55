"""Pictures of a page: drawn for light and dark, at two densities, with their sizes, loaded late.

A notebook stores one PNG for each figure. A page shows WebP made of it: what the reader's theme
hides is not even loaded.
"""

import functools
import hashlib
import io
import re
from pathlib import Path

from . import palette

PICTURE = re.compile(r'<img\b[^>]*?\bsrc="([^"]*_images/[^"]+\.png)"[^>]*?>')
WIDEST = 600  # pixels: the measure
THEMES = ("light", "dark")


def add(app, docname, template, context, doctree):
    """Change the pictures of a page's text: a handler of "html-page-context"."""
    if doctree and "body" in context:
        context["body"] = PICTURE.sub(lambda found: drawn(app, found), context["body"])


def drawn(app, found):
    """Return the tags of a picture: one for each theme."""
    tag, uri = re.sub(r' style="[^"]*"', "", found[0]), found[1]
    source = source_of(app, Path(uri).name)
    folder = Path(app.outdir) / app.builder.imagedir
    stem, width, height = made(source.read_bytes(), folder)
    address = f"{uri.rpartition('/')[0]}/{stem}"
    tags = []
    for theme in THEMES:
        new = f'src="{address}-{theme}.webp" srcset="{address}-{theme}-2x.webp 2x"'
        size = f'width="{width}" height="{height}" loading="lazy" decoding="async"'
        tags.append(tag.replace(f'src="{uri}"', f'class="on-{theme}" {new} {size}'))
    return "".join(tags)


def source_of(app, name):
    """Return the file of a picture that the builder will copy under this name."""
    found = next(source for source, there in app.builder.images.items() if there == name)
    return Path(app.srcdir) / found


@functools.cache
def version():
    """Return what changes whenever pictures are made in another way."""
    return b"".join(Path(module).read_bytes() for module in (__file__, palette.__file__))


def made(content, folder):
    """Write the files of a picture, unless they are there; return their stem, and the size in CSS.

    What is drawn on white, in the book's palette, is shown on the page's paper.
    """
    from PIL import Image

    stem = hashlib.sha256(content + version()).hexdigest()[:16]
    with Image.open(io.BytesIO(content)) as picture:
        white = Image.new("RGBA", picture.size, "white")
        whole = Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")
    width = min(WIDEST, whole.width // 2 or 1)
    height = round(whole.height * width / whole.width)
    for theme in THEMES:
        files = {folder / f"{stem}-{theme}.webp": 1, folder / f"{stem}-{theme}-2x.webp": 2}
        if not all(file.exists() for file in files):
            folder.mkdir(parents=True, exist_ok=True)
            shown = whole.filter(palette.table(theme))
            for file, density in files.items():
                size = (density * width, density * height)
                file.write_bytes(packed(shown.resize(size, Image.Resampling.LANCZOS)))
    return stem, width, height


def packed(picture):
    """Return a picture as WebP: without loss or with a little, whichever is smaller."""
    exact, near = io.BytesIO(), io.BytesIO()
    picture.save(exact, "webp", lossless=True, quality=50, method=4)
    picture.save(near, "webp", quality=90, method=4)
    return min(exact.getvalue(), near.getvalue(), key=len)


def tidy(app, exception):
    """Leave out the pictures that no page shows: a handler of "build-finished"."""
    if not exception and app.builder.format == "html":
        for source in (Path(app.outdir) / app.builder.imagedir).glob("*.png"):
            source.unlink()
