# The only entry point: `make help` lists what it does.

PYTHON = $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
VENV := .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet
NB ?= $(wildcard book/*.ipynb)

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /:  /' | \
	awk -F ':  ' '{ printf "make %-13s %s\n", $$1, $$2 }'

book: $(VENV)/book _build/page-parts ## build the book into _build/html
	@$(BIN)/jupyter-book build . -W -n --keep-going || \
	{ status=$$?; rm -rf _build/.doctrees; exit $$status; }
	@echo "The book is at $(CURDIR)/_build/html/index.html"

test: export PYTHONPATH = $(CURDIR)/$(VENV)/wheel
test: $(VENV)/test $(VENV)/wheel ## run every test and every notebook, on adamtext as it is installed
	$(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder --nbval --nbval-current-env \
	--pyargs adamtext tests book --ignore tests/test_colab.py

quick: $(VENV)/test ## run the tests that are quick, in under a minute, while you work on the code
	$(BIN)/pytest -q -n 2 --quick adamtext tests

SITE_TESTS = $(addprefix tests/test_,addresses.py asked_page.py everyone.py glossary.py guesses_page.py \
	ledger_page.py pages.py paper.py site.py)

site-test: book $(VENV)/test tools/web/node_modules ## look at every page in a browser: themes, widths, keys, axe
	$(BIN)/pytest -n 2 $(SITE_TESTS)

lighthouse: book tools/web/node_modules ## measure every page with Lighthouse (PAGES=book/05 RUNS=1 for less)
	@$(BIN)/python -m tools.lighthouse --runs $(RUNS) $(PAGES)

RUNS ?= 3
tools/web/node_modules: tools/web/package-lock.json
	npm ci --prefix tools/web --no-audit --no-fund
	@touch $@

colab: $(VENV)/test ## rehearse Colab: its versions, and every notebook alone in an empty folder
	$(BIN)/pytest -n 2 tests/test_colab.py

newest: ## run the tests with the newest versions of all that adamtext needs, in .venv-newest
	$(MAKE) VENV=.venv-newest .venv-newest/test
	.venv-newest/bin/python -m pip install --upgrade --upgrade-strategy eager -e '.[fast,networks]'
	$(MAKE) VENV=.venv-newest test

run: export OPENBLAS_NUM_THREADS = 1
run: $(VENV)/test number ## run the notebooks and store their outputs (NB=book/01-algorithm.ipynb for one)
	$(BIN)/python -m tools.execute $(NB)

number: $(VENV)/book ## number equations, statements and figures, and move what refers to them
	$(BIN)/python -m tools.number

lint: $(VENV)/book ## check style and format of modules, notebooks and workflows
	@status=0; for check in "ruff check ." "ruff format --check ." \
	"jactionlint --strict-exit --shellcheck=$(BIN)/shellcheck" "zizmor --offline --quiet .github" \
	"shellcheck .ci/run"; do \
	echo "$$check"; $(BIN)/$$check || status=1; done; exit $$status

lock: export UV_CUSTOM_COMPILE_COMMAND = make lock
lock: $(VENV)/book ## pin what requirements*.in name, and all that these need, with hashes
	$(PIP) install uv==0.13.9
	for list in requirements requirements-test; do $(BIN)/uv pip compile --quiet --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url $$list.in -o $$list.txt; done

links: $(VENV)/book ## ask every outside link of the book whether it is alive
	@$(BIN)/jupyter-book build . --path-output _build/links --builder linkcheck

serve: book ## show the book at http://127.0.0.1:8000
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html 8000

pdf: export OPENBLAS_NUM_THREADS = 1
pdf: book $(VENV)/test ## print the book into one PDF, which the title page then offers (minutes)
	@$(BIN)/python -m tools.vectors
	@$(BIN)/python -m tools.pdf
	$(BIN)/pytest -q tests/test_pdf.py

archive: book ## pack the book into one zip in dist/ and print its checksum
	@$(BIN)/python -m tools.archive

dist: $(VENV)/book ## build the package's wheels, whole and light, and its sdist into dist/
	rm -f dist/*.whl dist/*.tar.gz
	$(BIN)/python -m build --outdir dist .
	@$(BIN)/python -m tools.light

reproducible: $(VENV)/test ## build all that is published twice, as differently as can be, and compare every byte
	@$(BIN)/python -m tools.reproducible

elsewhere: $(VENV)/test ## test as on other machines: other processors, places and users (an hour or two)
	@$(BIN)/python -m tools.elsewhere

bench: $(VENV)/test ## measure speeds as ratios, beside PyTorch's, and how sure they are (three minutes)
	$(BIN)/python benchmarks/run.py

zoo: $(VENV)/test ## show what `adamtext check` says of optimisers whose true verdict is known
	@$(BIN)/python -m tools.zoo

fuzz: $(VENV)/test ## give a hundred thousand spoilt files to all that read files (some minutes)
	@$(BIN)/python -m tools.fuzz

mutants: $(VENV)/test ## change modules in small ways and see whether their tests notice (MODULES="rule arrays" for some)
	@$(BIN)/python -m tools.mutants $(MODULES)

addresses: book ## put new addresses of the book into tests/addresses.txt, and name those that are gone
	@$(BIN)/python -m tools.addresses

clean: ## remove the built book, the archive and the package's files
	rm -rf _build dist

# A stamp for each list, so that nothing is installed twice.
$(VENV)/book: requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; python3 is" \
	"$$(python3 --version 2>&1)." >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --no-deps -r requirements.txt
	$(PIP) install --no-deps -e .
	@touch $@

$(VENV)/test: $(VENV)/book requirements-test.txt requirements-torch.txt
	$(PIP) install --require-hashes --no-deps -r requirements-test.txt
	$(PIP) install --no-deps -r requirements-torch.txt
	@touch $@

# What people install, to be tested instead of the folder: a file that the wheel lacks is missed.
$(VENV)/wheel: $(VENV)/book README.md $(shell find adamtext -name __pycache__ -prune -o -print)
	rm -rf $@ $@.partial
	$(PIP) install --no-deps --target $@.partial .
	mv $@.partial $@

# Sphinx writes only pages whose text changed, but these are parts of every page.
_build/page-parts: _config.yml _toc.yml requirements.txt book/references.bib book/redirects.toml \
		book/glossary.md adamtext/teach/cards.toml adamtext/teach/live/curves.py \
		adamtext/teach/live/told.py \
		$(wildcard adamtext/teach/exercises/*.py) \
		$(shell find book/assets book/_ext -type f -not -name "*.pyc")
	rm -rf _build/html _build/.doctrees _build/jupyter_execute
	@mkdir -p _build && touch $@

.PHONY: help book test quick site-test lighthouse addresses colab newest run number lint lock links serve pdf archive dist reproducible elsewhere bench zoo fuzz mutants clean
