# Two commands: `make morning` and `make test`. Both set everything up first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DESK := build/desk
READY := $(VENV)/.ready

.PHONY: morning test unit lint bench wheel lock clean help

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("leadscan wants Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	# --no-deps: the lock names everything, with hashes; an old pip stumbles over extras of extras.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

morning: $(READY)  ## the main job, offline, on the bundled sample: two days through the Prefect flow
	rm -rf $(DESK)
	$(BIN)/leadscan init --sample --desk $(DESK)
	$(BIN)/python -m flows.sample --desk $(DESK)

test: $(READY)  ## all tests
	$(BIN)/python -m pytest

unit: $(READY)  ## rooms, edges and tools alone: no whole morning, no Prefect, no recorded data
	$(BIN)/python -m pytest -m "not prefect and not kill and not shared" --ignore=tests/morning --ignore=tests/flows --ignore=tests/cli --ignore=tests/models

lint: $(READY)  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/mypy

RECORDED ?= ../shared/data
bench: $(READY)  ## the whole morning measured: documents a second by stage, peak memory; feeds, pages and stories beside plain libraries
	$(BIN)/python -m benchmarks.morning
	$(BIN)/python -m benchmarks.stories
	test ! -d $(RECORDED)/feeds/feeds || $(BIN)/python -m benchmarks.feeds $(RECORDED)/feeds/feeds
	test ! -d $(RECORDED)/feeds/feeds || $(BIN)/python -m benchmarks.polling $(RECORDED)/feeds/feeds
	test ! -d $(RECORDED)/feeds/extraction || $(BIN)/python -m benchmarks.pages $(RECORDED)/feeds/extraction

wheel: $(READY)  ## dist/*.whl
	$(BIN)/python -m build --wheel --no-isolation

lock:  ## write requirements.lock anew (needs uv)
	uv pip compile pyproject.toml --extra test --extra dev --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 --quiet -o requirements.lock

clean:  ## away with all that was built
	rm -rf build dist .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
