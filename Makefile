# The usual errands. Each works in a fresh clone on a machine with Python 3.11 or newer and make:
#   make map     map the example article and print the page to open
#   make test    install what the tests need (a browser too) and run them
#   make check   ruff and mypy
#   make docs    the documentation as a site, in dist/site
#   make bench   all speeds as ratios (EXTENT=full: with all of GeoNames), and docs/performance.md
#   make fuzz    damaged input for every reader, 100,000 cases each (hours; ARGS="html --cases 1000" for less)
#   make audit   the locked dependencies: hashes, versions, files, advisories
#   make lock    resolve the locks anew (after changing pyproject.toml)

PYTHON ?= python3
VENV ?= .venv
ARTICLE ?= maps/central-mediterranean.md
ARGS ?=
EXTENT ?= quick

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK_OPTIONS := --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links

.PHONY: map test check docs bench fuzz audit lock quality install clean
.DELETE_ON_ERROR:

map: install
	@$(BIN)/geomap map $(ARTICLE)

test: $(VENV)/.tested
	@$(BIN)/python tools/find_browser.py --install
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(VENV)/.tested
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict --config-file tools/site/mkdocs.yml
	@echo dist/site/index.html

bench: $(VENV)/.tested
	$(BIN)/python benchmarks/bench.py $(EXTENT) $(ARGS)

quality: $(VENV)/.tested
	$(BIN)/python tools/measure_quality.py

fuzz: $(VENV)/.tested
	$(BIN)/python tools/fuzz.py $(ARGS)

# The advisories are another's work under a licence of their own (CC BY-NC-SA 4.0): looked at, never shipped.
audit: $(VENV)/.tested
	@$(PIP) install --no-deps --target dist/advisories --upgrade safety-db==2021.7.17
	$(BIN)/python tools/audit_dependencies.py --advisories dist/advisories/safety_db/insecure_full.json

install: $(VENV)/.installed

# The lock is complete (hence --no-deps) and pins every package by hash; the project itself comes last.
$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/.made
	@echo "installing geomap and what it needs into $(VENV) ..."
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tested: tests/requirements.lock $(VENV)/.installed
	@echo "installing what the tests need into $(VENV) ..."
	@$(PIP) install --no-deps --require-hashes -r tests/requirements.lock
	@touch $@

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "geomap needs Python 3.11 or newer as $(PYTHON); try: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "this Python can't make virtual environments; on Debian: sudo apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# uv resolves for all systems and Pythons at once; it is needed here only.
lock: | $(VENV)/.made
	@$(PIP) install uv
	printf 'hatchling\neditables\n' | UV_CUSTOM_COMPILE_COMMAND="make lock" \
	  $(BIN)/uv pip compile --quiet $(LOCK_OPTIONS) pyproject.toml - -o requirements.lock
	UV_CUSTOM_COMPILE_COMMAND="make lock" \
	  $(BIN)/uv pip compile --quiet $(LOCK_OPTIONS) pyproject.toml --extra test -c requirements.lock -o tests/requirements.lock
	PYTHONPATH=. $(BIN)/python tools/write_lock_identity.py

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
