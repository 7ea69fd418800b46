# Two commands are enough: `make demo` shows it, `make test` proves it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DONE := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help demo test test-long fuzz chaos sweep year day check format lock quality fit names bench peers load image clean

help:  ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

$(DONE): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed: make PYTHON=python3.12 ..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the locked packages (about a minute, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q bot
	@touch $(DONE)

demo: $(DONE)  ## show the whole job on a small invented newsroom
	@$(BIN)/wirebell demo

test: $(DONE)  ## run every test, on every core
	$(BIN)/python -m pytest -n auto --dist worksteal

test-long: $(DONE)  ## run the long forms too (200 kills, 1,000 faults)
	WIREBELL_LONG=1 $(BIN)/python -m pytest

fuzz: $(DONE)  ## feed each parser with 100,000 inputs that are nearly right
	$(BIN)/python -m tests.proof.fuzz $(FUZZ)

chaos: $(DONE)  ## kill the program and its workers a thousand times while it posts
	WIREBELL_CHAOS=$(or $(KILLS),1000) WIREBELL_CHAOS_LOAD=$(LOAD) $(BIN)/python -m pytest -q -s --show-capture=no tests/proof/test_chaos.py

sweep: $(DONE)  ## fail each statement, request, worker, post and fsync of a cycle, and each two
	WIREBELL_LONG=1 $(BIN)/python -m pytest -q -n auto --show-capture=no tests/proof/test_sweep.py tests/proof/test_fsync.py

year: $(DONE)  ## live a year on two hundred feeds (most of an hour)
	WIREBELL_LONG=1 $(BIN)/python -m pytest -q --show-capture=no tests/proof/test_year.py

day: $(DONE)  ## live a day on two hundred feeds that change in every odd way
	WIREBELL_LONG=1 $(BIN)/python -m pytest -q --show-capture=no tests/proof/test_day.py

check: $(DONE)  ## style, types and import directions
	$(BIN)/ruff format --check bot tests
	$(BIN)/ruff check bot tests
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DONE)  ## put the code in shape
	$(BIN)/ruff check --fix bot tests
	$(BIN)/ruff format bot tests

quality: $(DONE)  ## score matching, stories, summaries and page reading
	$(BIN)/python -m tests.quality

fit: $(DONE)  ## write anew the numbers that decide what people see
	$(BIN)/python -m tests.quality.fit

names: $(DONE)  ## write anew the tables of names that are made from others
	$(BIN)/python -m tests.quality.name_index

bench: $(DONE) build/peers/.installed  ## time the engines and the whole program against their peers
	$(BIN)/python -m tests.bench $(BENCH)

load: $(DONE) build/peers/.installed  ## run the program under load for fifteen minutes
	$(BIN)/python -m tests.bench.load $(LOAD)

peers: build/peers/.installed  ## set up the programs that are timed beside ours

build/peers/.installed: tests/bench/peers/requirements.lock
	@test -x build/peers/bin/python || $(PYTHON) -m venv build/peers
	@build/peers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

lock:  ## lock the dependencies anew (needs uv)
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header \
	  pyproject.toml --group dev --extra llm --extra socks --extra encodings -o requirements.lock
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header \
	  pyproject.toml --extra llm --extra socks --extra encodings -c requirements.lock -o requirements-image.lock
	echo "reader[search] sgmllib3k matplotlib readability-lxml resiliparse" | tr ' ' '\n' | uv pip compile --universal --generate-hashes --python-version 3.11 \
	  --no-emit-index-url --no-header - -o tests/bench/peers/requirements.lock

image:  ## build the container image
	docker build -t wirebell .

clean:  ## remove what was built
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
