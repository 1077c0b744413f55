"""Write book/assets/live.js, the live figures of the pages: `python -m tools.bundle_live`."""

from pathlib import Path

from adamtext.teach.live import bundle

SCRIPT = Path(__file__).parents[1] / "book/assets/live.js"

if __name__ == "__main__":
    SCRIPT.write_text(bundle.script(), encoding="utf-8")
