# What a user and a developer type. Everything happens in .venv; outside the checkout only the default gazetteer is kept, in the
# cache folder of the user.

PYTHON ?= python3.11
DATA ?= $(or $(TESTIMONIA_DATA),../shared)
VENV := .venv
BIN := $(VENV)/bin
UV ?= uv
REPORTS ?=
JOBS ?= auto

.PHONY: install parts web dev demo test fuzz lint docs screenshots score model bench requirements clean
.DELETE_ON_ERROR:

install: $(VENV)/.runtime parts ## the runtime alone, the default gazetteer and, where there is npm, the parts of the pages

parts:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory web; \
	else echo "npm is not here: testimonia serve shows its pages without map and charts (install Node.js, then: make web)"; fi

$(VENV)/.runtime: requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/testimonia gazetteer build
	touch $@

VENDOR := src/testimonia/web/static/vendor/world.json
web: $(VENDOR) ## map, chart and base map of the pages, built from npm packages that are pinned with hashes

$(VENDOR): assets/package-lock.json assets/build.mjs
	cd assets && npm ci --silent && npm run --silent build

dev: $(VENV)/.dev ## the runtime and the tools that test it

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

demo: $(VENV)/.runtime ## the whole way on the sample reports, or: make demo REPORTS=folder
	$(BIN)/testimonia demo $(REPORTS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The tests start hundreds of programs: without bytecode each would compile the package anew. A worker takes what stands
# together, so that what a file of tests begins with is made once.
test: lint parts ## all that is asked of a change
	PYTHONDONTWRITEBYTECODE= TESTIMONIA_DATA="$(abspath $(DATA))" $(BIN)/pytest -n $(JOBS) --dist worksteal -r sfE

FUZZ ?= 10000
fuzz: $(VENV)/.dev ## so many damaged specimens of each kind of input (hours; the tests take ten)
	TESTIMONIA_FUZZ=$(FUZZ) $(BIN)/pytest -n $(JOBS) -q tests/contract/test_sources.py -k mutated

docs: $(VENV)/.dev ## what a user reads, as pages in build/site
	$(BIN)/python docs/make_dictionary.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

screenshots: $(VENV)/.dev $(VENDOR) ## every page in light, dark and on a phone, in build/screenshots (needs Chromium)
	$(BIN)/python -m tests.screenshots

FINE := build/fine.gazetteer
$(FINE): $(VENV)/.runtime
	mkdir -p build
	$(BIN)/testimonia gazetteer build $(DATA)/gazetteer --out $@

# What is measured and learned is so with the ordinary runtime, whatever the processor.
score model: export TESTIMONIA_FAST := no

score: $(FINE) ## the score table of the development part, false alarms on all other texts, and linking and tolls
	TESTIMONIA_DATA="$(abspath $(DATA))" $(BIN)/testimonia evaluate $(DATA)/reports/train/real --split development --gazetteer $(FINE)
	TESTIMONIA_DATA="$(abspath $(DATA))" $(BIN)/testimonia evaluate $(DATA)/reports/train --kind other --gazetteer $(FINE)
	TESTIMONIA_DATA="$(abspath $(DATA))" TESTIMONIA_GAZETTEER=$(FINE) $(BIN)/python benchmarks/ledger_gold.py

TRAIN := $(VENV)/.train
$(TRAIN): $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[train]"
	touch $@

model: $(TRAIN) $(FINE) ## the learned reader, built anew from the annotated reports (training/README.md)
	TESTIMONIA_DATA="$(abspath $(DATA))" OMP_NUM_THREADS=1 $(BIN)/python training/make.py --gazetteer $(FINE) --out build/network
	cd build/network && cp encoder.onnx heads.npz model.json vocabulary.txt ../../src/testimonia/read/network

bench: $(VENV)/.dev ## speed, memory and time to the first result
	$(BIN)/python benchmarks/chain.py

requirements: $(VENV)/.dev ## pin the dependencies anew, with hashes and without addresses
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --group dev -c requirements.txt -o requirements-dev.txt
	printf 'hatchling\neditables\n' | $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -c requirements.txt - -o requirements-build.txt

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
