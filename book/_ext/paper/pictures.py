"""Pictures of a page: small, at two densities, with their sizes, loaded when they come near."""

import hashlib
import re
from pathlib import Path

PICTURE = re.compile(r'<img\b[^>]*?\bsrc="([^"]*_images/[^"]+\.png)"[^>]*?>')
WIDTH = 560  # pixels on the page: figures are drawn 5.6 inches wide


def add(app, docname, template, context, doctree):
    """Change the pictures of a page's text: a handler of "html-page-context"."""
    if doctree and "body" in context:
        context["body"] = PICTURE.sub(lambda found: smaller(app, found), context["body"])


def smaller(app, found):
    """Return the tag of a picture, as WebP of two sizes."""
    uri = found[1]
    source = source_of(app, Path(uri).name)
    if source is None:
        return found[0]
    width, height = made(app, source)
    stem = uri[: -len(".png")]
    size = f'width="{width}" height="{height}" loading="lazy" decoding="async"'
    tag = found[0].replace(f'src="{uri}"', f'src="{stem}.webp" srcset="{stem}-2x.webp 2x" {size}')
    return re.sub(r' style="[^"]*"', "", tag)


def source_of(app, name):
    """Return the file of a picture that the builder will copy under this name."""
    for source, there in app.builder.images.items():
        if there == name:
            return Path(app.srcdir) / source
    return None


def made(app, source):
    """Write the WebP files of a picture, unless they are there, and return its size on the page."""
    from PIL import Image

    content = source.read_bytes()
    folder = Path(app.outdir) / app.builder.imagedir
    folder.mkdir(parents=True, exist_ok=True)
    stem = app.builder.images[_key(app, source)][: -len(".png")]
    stamp = folder / f".{stem}.sha256"
    digest = hashlib.sha256(content).hexdigest()
    with Image.open(source) as picture:
        picture = picture.convert("RGB")
        width = min(WIDTH, picture.width)
        height = round(picture.height * width / picture.width)
        if not (stamp.exists() and stamp.read_text() == digest):
            double = picture.resize((2 * width, 2 * height), Image.Resampling.LANCZOS)
            double.save(folder / f"{stem}-2x.webp", quality=90, method=6)
            single = picture.resize((width, height), Image.Resampling.LANCZOS)
            single.save(folder / f"{stem}.webp", quality=92, method=6)
            stamp.write_text(digest)
    return width, height


def _key(app, source):
    return next(key for key in app.builder.images if Path(app.srcdir) / key == source)
