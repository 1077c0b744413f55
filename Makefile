# The only entry point: `make help` lists what it does.

PYTHON = $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
NB ?= $(wildcard book/*.ipynb)

help: ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /:  /' | \
	awk -F ':  ' '{ printf "make %-7s %s\n", $$1, $$2 }'

book: .venv/book _build/page-parts ## build the book into _build/html
	@$(BIN)/jupyter-book build . -W -n --keep-going || \
	{ status=$$?; rm -rf _build/.doctrees; exit $$status; }
	@echo "The book is at $(CURDIR)/_build/html/index.html"

test: .venv/test ## run every test and every notebook
	$(BIN)/python -m pytest -n 2 --dist loadscope \
	--nbval --nbval-current-env --nbval-cell-timeout=120 adamtext tests book

run: export OPENBLAS_NUM_THREADS = 1
run: .venv/test ## run the notebooks and store their outputs (NB=book/01-algorithm.ipynb for one)
	$(BIN)/python -m tools.execute $(NB)

lint: .venv/book ## check style and format of modules and notebooks
	@$(BIN)/ruff check . ; status=$$?; $(BIN)/ruff format --check . && exit $$status

serve: book ## show the book at http://127.0.0.1:8000
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html 8000

bench: .venv/test ## measure speeds as ratios, beside PyTorch's
	$(BIN)/python benchmarks/run.py

clean: ## remove the built book
	rm -rf _build

# A stamp for each list, so that nothing is installed twice.
.venv/book: requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; python3 is" \
	"$$(python3 --version 2>&1)." >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install -r requirements.txt
	$(PIP) install --no-deps -e .
	@touch $@

.venv/test: .venv/book requirements-torch.txt
	$(PIP) install -r requirements-torch.txt
	@touch $@

# Sphinx writes only pages whose text changed, but these are parts of every page.
_build/page-parts: _config.yml _toc.yml requirements.txt $(wildcard book/assets/*.*)
	rm -rf _build
	@mkdir -p _build && touch $@

.PHONY: help book test run lint serve bench clean
