"""What every notebook of the book must keep to: one function a rule, each a list of complaints.

Use it on files as `python -m tools.guards book/*.ipynb`; tests/test_book.py does so for the book.
"""

import ast
import re
import statistics
import sys
from pathlib import Path

import nbformat
from sphinx_external_toc.parsing import parse_toc_yaml

from tools.cells import code_cells, texts, tree
from tools.plain import check_figures, check_pieces, check_plain

MAX_LINES, MAX_MEDIAN, MAX_WIDTH = 25, 10, 80
MACHINE_PATH = re.compile(
    r"(?<![\w./~-])/(home|Users|root|tmp|work|mnt|opt|usr|var|private)/|\b[A-Z]:\\"
)
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]+")
LEFTOVER = re.compile(r"\b(TODO|FIXME)\b")
NO_COMPARISON = re.compile(r"nbval[-_]|pytest_validate|raises-exception|skip-execution", re.I)
FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1", re.M | re.S)
LOCAL_RANDOM = {"default_rng", "Generator", "SeedSequence", "PCG64", "BitGenerator", "Philox"}


def check_order(notebook):
    """Complain unless every code cell was run, from top to bottom, in a fresh kernel."""
    counts = [cell.execution_count for _, cell in code_cells(notebook)]
    if counts == list(range(1, len(counts) + 1)):
        return []
    return [f"execution counts are {counts}, not 1 to {len(counts)}: run `make run`"]


def check_outputs(notebook):
    """Complain of errors, warnings, addresses and paths of somebody's machine."""
    complaints = []
    for number, cell in code_cells(notebook):
        if any(output.output_type == "error" for output in cell.outputs):
            complaints.append(f"cell {number} stores an error")
        if any(output.get("name") == "stderr" for output in cell.outputs):
            complaints.append(f"cell {number} writes to stderr")
        if any(ADDRESS.search(text) for text in texts(cell)):
            complaints.append(f"cell {number} prints an address")
        if any(MACHINE_PATH.search(text) for text in [cell.source, *texts(cell)]):
            complaints.append(f"cell {number} has an absolute path")
    return complaints


def check_compared(notebook):
    """Complain of cells that keep their outputs from being compared."""
    return [
        f"cell {number} opts out of the tests"
        for number, cell in code_cells(notebook)
        if NO_COMPARISON.search(" ".join([cell.source, *cell.metadata.get("tags", [])]))
    ]


def check_length(notebook):
    """Complain of cells that fit on no screen, and of chapters whose usual cell is long."""
    lengths = {number: cell.source.count("\n") + 1 for number, cell in code_cells(notebook)}
    complaints = [
        f"cell {number} has {length} lines, more than {MAX_LINES}"
        for number, length in lengths.items()
        if length > MAX_LINES
    ]
    if lengths and (median := statistics.median(lengths.values())) > MAX_MEDIAN:
        complaints.append(f"the median cell has {median:g} lines, more than {MAX_MEDIAN}")
    return complaints


def check_width(notebook):
    """Complain of lines of code that a page, a phone on its side or a form in Colab would cut."""
    return [
        f"cell {number}, line {line} has {len(text)} characters, more than {MAX_WIDTH}"
        for number, cell in code_cells(notebook)
        for line, text in enumerate(cell.source.split("\n"), start=1)
        if len(text) > MAX_WIDTH
    ]


def check_seeds(notebook):
    """Complain of random numbers that no generator with a seed of its own has made."""
    complaints = []
    for number, cell in code_cells(notebook):
        for node in ast.walk(tree(cell)):
            name = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
            legacy = re.fullmatch(r"(np|numpy)\.random\.(\w+)", name)
            if legacy and legacy[2] not in LOCAL_RANDOM:
                complaints.append(f"cell {number} uses the global {name}")
            if name in ("random.seed", "torch.manual_seed", "torch.random.manual_seed"):
                complaints.append(f"cell {number} sets the global {name}")
            if isinstance(node, ast.Call) and not (node.args or node.keywords):
                if ast.unparse(node.func).endswith("default_rng"):
                    complaints.append(f"cell {number} calls default_rng() without a seed")
    return complaints


def check_kernel(notebook):
    """Complain unless the kernel is python3, which every Jupyter has."""
    name = notebook.metadata.get("kernelspec", {}).get("name")
    return [] if name == "python3" else [f"the kernel is {name!r}, not 'python3'"]


def check_first_cell(notebook):
    """Complain if the first code cell after the set-up does more than import and set the style."""
    for number, cell in code_cells(notebook):
        if cell.get("id") == "setup":  # tools/set_repository.py's
            continue
        for node in tree(cell).body:
            is_import = isinstance(node, ast.Import | ast.ImportFrom)
            call = node.value if isinstance(node, ast.Expr) else None
            is_style = isinstance(call, ast.Call) and ast.unparse(call.func).endswith("use_style")
            if not (is_import or is_style):
                return [f"cell {number}, the first with code, does more: {ast.unparse(node)}"]
        break
    return []


def check_headings(notebook):
    """Complain unless the chapter starts with its title, the only heading of its level."""
    sources = [
        FENCE.sub("", cell.source) if cell.cell_type == "markdown" else ""
        for cell in notebook.cells
    ]
    titles = [len(re.findall(r"^# ", source, re.M)) for source in sources]
    complaints = [] if sum(titles) == 1 else [f"{sum(titles)} headings of level 1, not one"]
    if not re.match(r"# ", sources[0] if sources else ""):
        complaints.append("the first cell does not start with the title")
    return complaints


def check_finished(notebook):
    """Complain of what was left to be done."""
    return [
        f"cell {number} has a {found.group()}"
        for number, cell in enumerate(notebook.cells, start=1)
        if (found := LEFTOVER.search(cell.source))
    ]


def check_toc(root):
    """Complain of notebooks that _toc.yml lacks, and of its entries that are no file."""
    root = Path(root)
    entries = set(parse_toc_yaml(root / "_toc.yml"))
    pages = {
        path.relative_to(root).with_suffix("").as_posix(): path.suffix
        for path in (root / "book").rglob("[!.]*.*")
        if ".ipynb_checkpoints" not in path.parts
    }
    notebooks = {name for name, suffix in pages.items() if suffix == ".ipynb"}
    return [f"{name} is not in _toc.yml" for name in sorted(notebooks - entries)] + [
        f"{name}, in _toc.yml, is no file" for name in sorted(entries - set(pages))
    ]


NOTEBOOK_CHECKS = (
    check_order,
    check_outputs,
    check_compared,
    check_length,
    check_width,
    check_plain,
    check_pieces,
    check_figures,
    check_seeds,
    check_kernel,
    check_first_cell,
    check_headings,
    check_finished,
)


def main(paths):
    complaints = []
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        complaints += [f"{path}: {text}" for check in NOTEBOOK_CHECKS for text in check(notebook)]
    print(*complaints, sep="\n", end="\n" if complaints else "")
    return len(complaints) > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
