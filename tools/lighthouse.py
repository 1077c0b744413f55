"""Measure the pages with Lighthouse, as on a slow phone, and print a table: `make lighthouse`.

A page is loaded several times from a server on this machine that packs as GitHub Pages does, and
the medians are shown. The exit status says whether every page keeps what the book promises.
"""

import argparse
import contextlib
import gzip
import http.server
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from tools import addresses

ROOT = Path(__file__).parents[1]
BUILT = ROOT / "_build/html"
PROGRAM = ROOT / "tools/web/node_modules/lighthouse/cli/index.js"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SCORES = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
MOST = {"shift": 0.01, "kilobytes": 400}
PACKED = {".html", ".css", ".js", ".json", ".svg", ".txt", ".ipynb"}


class Packing(http.server.SimpleHTTPRequestHandler):
    """Serves files as they are, and text packed by gzip."""

    def do_GET(self):
        """Answer with a file, packed if it is text and the browser can read that."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        content = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Cache-Control", "max-age=600")
        if path.suffix in PACKED and "gzip" in self.headers.get("Accept-Encoding", ""):
            content = gzip.compress(content, 6, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):  # the browser has gone
            self.wfile.write(content)

    def log_message(self, *args):
        """Say nothing."""


def installed():
    """Return the path of the first browser that this machine has, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def serve(folder):
    """Serve a folder on a free port, in the background, and return the server."""

    def handler(*args):
        return Packing(*args, directory=str(folder))

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def measured(address, browser):
    """Load a page once, and return its numbers, with the names of the audits that it fails."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = ["node", str(PROGRAM), address, "--quiet", "--output=json"]
        command += [
            f"--output-path={report}",
            "--chrome-flags=" + " ".join(("--headless=new", *FLAGS)),
        ]
        environment = os.environ | {"CHROME_PATH": browser}
        subprocess.run(command, check=True, env=environment, stderr=subprocess.DEVNULL)
        return numbers(json.loads(report.read_text("utf-8")))


def numbers(report):
    """Return what of a report is shown, a dict, and which audits failed, a list."""
    found = {name: round(100 * report["categories"][name]["score"]) for name in SCORES}
    audits = report["audits"]
    found["shift"] = audits["cumulative-layout-shift"]["numericValue"]
    found["kilobytes"] = audits["total-byte-weight"]["numericValue"] / 1000
    found["paint"] = audits["largest-contentful-paint"]["numericValue"] / 1000
    found["blocked"] = audits["total-blocking-time"]["numericValue"]
    failed = [
        reference["id"]
        for name in SCORES
        for reference in report["categories"][name]["auditRefs"]
        if reference["weight"] and (audits[reference["id"]]["score"] or 0) < 0.9
        and audits[reference["id"]]["scoreDisplayMode"] in ("binary", "numeric")
    ]  # fmt: skip
    return found, failed


def kept(found):
    """Say whether a page's medians are what the book promises."""
    enough = all(found[name] >= least for name, least in SCORES.items())
    return enough and all(found[name] <= most for name, most in MOST.items())


def median(runs):
    """Return the median of each number over several runs."""
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def line(page, found):
    """Return a page's line of the table."""
    scores = "/".join(f"{found[name]:.0f}" for name in SCORES)
    return (
        f"{page:44} {scores:>16} {found['shift']:7.3f} {found['kilobytes']:6.0f} kB "
        f"{found['paint']:5.1f} s {found['blocked']:6.0f} ms{'' if kept(found) else '  !'}"
    )


def main(argv=None):
    """Print the table; 1 if a page does not keep the promise."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pages", nargs="*", help="parts of addresses; without any, every page")
    parser.add_argument("--runs", type=int, default=3, help="of which the median is shown")
    options = parser.parse_args(argv)
    browser = installed()
    if not browser or not PROGRAM.exists():
        print("Chromium and `npm ci --prefix tools/web` are needed.", file=sys.stderr)
        return 2
    shown = [path.relative_to(BUILT).as_posix() for path in addresses.pages(BUILT)]
    pages = [page for page in shown if any(part in page for part in options.pages or [""])]
    server, short = serve(BUILT), 0
    print(f"{'page':44} {'scores':>16} {'shift':>7} {'weight':>9} {'paint':>7} {'blocked':>9}")
    for page in pages:
        address = f"http://127.0.0.1:{server.server_port}/{page}"
        runs = [measured(address, browser) for _ in range(options.runs)]
        found = median([run for run, _ in runs])
        print(line(page, found), *runs[0][1], flush=True)
        short += not kept(found)
    server.shutdown()
    print(f"{len(pages) - short} of {len(pages)} pages keep what the book promises.")
    return int(bool(short))


if __name__ == "__main__":
    sys.exit(main())
