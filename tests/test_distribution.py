"""What is published: the package's wheel and sdist, and the book as one zip."""

import importlib.metadata
import os
import re
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from commands import call, without_python

import adamtext
from adamtext.teach.claims import CLAIMS
from tools.archive import archive

ROOT = Path(__file__).parents[1]
PACKAGE = {
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "adamtext").rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
}


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    """The folder into which sdist and wheel were built, the wheel from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", "--outdir", folder, ROOT)
    return folder


def test_the_wheel_is_the_package_and_nothing_else(dist):
    (wheel,) = dist.glob("*.whl")
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == PACKAGE


def test_the_sdist_holds_package_tests_and_licences(dist):
    (sdist,) = dist.glob("*.tar.gz")
    names = {name.split("/", 1)[1] for name in tarfile.open(sdist).getnames()}
    wanted = {"LICENSE", "LICENSE-TEXT.md", "CITATION.cff", "CHANGELOG.md", "pyproject.toml"}
    assert PACKAGE | wanted <= names
    assert not any(name.startswith("book/") for name in names)


def test_the_wheel_in_an_environment_of_its_own_decides_every_claim(dist, tmp_path):
    call(sys.executable, "-m", "venv", tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    (wheel,) = dist.glob("*.whl")
    env = without_python()
    call(python, "-m", "pip", "install", "--quiet", wheel, env=env)
    where = call(python, "-c", "import adamtext; print(adamtext.__file__)", cwd=tmp_path, env=env)
    assert where.startswith(str(tmp_path))
    said = call(python.with_name("adamtext"), "claims", cwd=tmp_path, env=env)
    assert set(CLAIMS) <= set(re.findall(r"[\w-]+", said))


def test_the_version_stands_in_one_place(dist):
    (wheel,) = dist.glob("*.whl")
    assert wheel.name.startswith(f"adamtext-{adamtext.__version__}-")
    assert importlib.metadata.version("adamtext") == adamtext.__version__


@pytest.mark.skipif("wheel" not in os.environ.get("PYTHONPATH", ""), reason="not by `make test`")
def test_make_test_tests_the_installed_package():
    installed = Path(os.environ["PYTHONPATH"])
    assert Path(adamtext.__file__).is_relative_to(installed)
    code = "import adamtext; print(adamtext.__file__)"
    kernels = call(sys.executable, "-c", code, cwd=ROOT / "book")
    assert Path(kernels.strip()).is_relative_to(installed)


@pytest.fixture
def built(tmp_path):
    folder = tmp_path / "html"
    (folder / "book").mkdir(parents=True)
    (folder / "index.html").write_text('<meta http-equiv="Refresh" content="0; url=book/a.html">')
    (folder / "book" / "a.html").write_text("<h1>α</h1>")
    return folder


def test_archive_is_the_book_in_one_folder(built, tmp_path):
    target = tmp_path / "dist" / "book-1.0.zip"
    digest = archive(built, target, [ROOT / "LICENSE"])
    assert re.fullmatch("[0-9a-f]{64}", digest)
    packed = zipfile.ZipFile(target)
    names = [f"book-1.0/{name}" for name in ("LICENSE", "book/a.html", "index.html")]
    assert packed.namelist() == names
    assert packed.read("book-1.0/book/a.html").decode() == "<h1>α</h1>"


def test_archive_of_the_same_pages_is_the_same(built, tmp_path):
    first = archive(built, tmp_path / "book.zip")
    for path in built.rglob("*.html"):
        os.utime(path, (0, 0))
    assert archive(built, tmp_path / "book.zip") == first
    (built / "book" / "a.html").write_text("changed")
    assert archive(built, tmp_path / "book.zip") != first


def test_archive_without_a_book_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"index\.html"):
        archive(tmp_path, tmp_path / "dist" / "book.zip")
    assert not (tmp_path / "dist").exists()
