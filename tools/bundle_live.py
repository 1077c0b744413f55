"""Write what pages load of adamtext/teach/live into book/assets: `python -m tools.bundle_live`."""

from pathlib import Path

from adamtext.teach.live import bundle

ASSETS = Path(__file__).parents[1] / "book/assets"
SCRIPT = ASSETS / "live.js"
ASKED = ASSETS / "asked.js"

if __name__ == "__main__":
    SCRIPT.write_text(bundle.script(), encoding="utf-8")
    ASKED.write_text(bundle.asked(), encoding="utf-8")
    (ASSETS / "asked.css").write_text(bundle.css("asked.css"), encoding="utf-8")
