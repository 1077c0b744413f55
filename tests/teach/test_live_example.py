"""The live figure that CONTRIBUTING.md writes: its very files, in Python, in numbers, in a page."""

import importlib.util
import json
import re
import shutil
from pathlib import Path

import live_page
import numpy as np
import pytest
from browser import run_script, visits
from typescript import complaints, needs_tsc

from adamtext.averages import ema_weights
from adamtext.teach.live import FIGURES, bundle

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
EXAMPLE = re.search(r"<!-- figure -->(.*?)<!-- /figure -->", TEXT, re.S)[1]
FILES = dict(re.findall(r"^```(\w+)\n(.*?)^```$", EXAMPLE, re.M | re.S))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a copy of the sources' folder, types and all, that has the example's two files."""
    folder = tmp_path_factory.mktemp("package") / "live"
    sources = ROOT / "adamtext/teach/live"
    shutil.copytree(sources, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "fading.py").write_text(FILES["python"], "utf-8")
    (folder / "fading.js").write_text(FILES["js"], "utf-8")
    return folder


@pytest.fixture(scope="module")
def fading(folder):
    """Return the class, as if it were in the package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundle, "FOLDER", folder)
        patch.setattr("adamtext.teach.live.figure.FIGURES", FIGURES)
        spec = importlib.util.spec_from_file_location("fading", folder / "fading.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module.Fading
    del FIGURES["fading"]


def test_in_python(fading):
    data, metadata = fading(beta=0.5)._repr_mimebundle_()
    assert data["text/plain"] == "Fading(beta=0.5)"
    assert metadata["live"] == {"figure": "fading", "state": {"beta": 0.5}}
    assert len(metadata["image/png"]["alt"].split()) >= 8


def test_in_numbers(folder, fading):
    asked = "return JSON.stringify(weights(0.9, 40));"
    found = json.loads(run_script(bundle.join("fading.js") + asked))
    np.testing.assert_allclose(found, ema_weights(0.9, 40)[::-1], rtol=1e-12)


def test_in_a_page(browser, tmp_path, fading):
    with visits(browser) as visit:
        tab = visit(live_page.write(tmp_path, "fading", fading()).as_uri())
        tab.locator(".live-picture svg").wait_for()
        words = tab.locator(".live-words")
        assert "weight 0.1." in words.inner_text()
        tab.locator("input").press("ArrowRight")
        assert "weight 0.11." in words.inner_text()


@needs_tsc
def test_in_types(folder):
    config = json.loads((ROOT / "tools/web/tsconfig.json").read_text("utf-8"))
    config["include"], config["exclude"] = [str(folder / "fading.js")], []
    config["compilerOptions"]["paths"] = {"*": [f"{ROOT}/tools/web/node_modules/@types/*"]}
    (folder / "tsconfig.json").write_text(json.dumps(config))
    assert complaints(folder) == ""
