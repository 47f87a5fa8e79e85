# Everything is done from here; `make help` lists it. Each target installs what it needs into .venv, once.

SOURCES ?= sources
SITE ?= site
PORT ?= 8000
ENGINE ?= mkdocs
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export NO_MKDOCS_2_WARNING := 1
export PYTHONPATH := hooks

.PHONY: help site serve check published changes add links test fuzz lighthouse weigh bench endure audit lint workflows lock clean \
  browser

help:
	@echo 'make site [SOURCES=dir] [SITE=dir]    build both editions (default: sources/ -> site/); VERBOSE=1 tells each step'
	@echo '                                      ENGINE=zensical builds them without MkDocs'
	@echo 'make serve [SOURCES=dir] [ALL=1]      show the site on http://127.0.0.1:8000/ and follow edits; ALL=1: in both editions'
	@echo '                                      PORT=8001 where 8000 is taken'
	@echo 'make check [SOURCES=dir] [STRICT=1]   report on the sources without building'
	@echo 'make published [SOURCES=dir] [FORGET=1] list the addresses that must last'
	@echo 'make add FILE=saved.txt [SOURCES=dir] make a source of a saved file; ARGS=--dry-run and the like: what'
	@echo '                                      .venv/bin/reading-list add --help names'
	@echo 'make changes BASE=dir [SOURCES=dir]   what is different from an older folder of sources'
	@echo 'make links [SOURCES=dir]              ask whether links to other sites work; needs a network'
	@echo 'make test                             run all tests'
	@echo 'make fuzz [SECONDS=600]               search for texts that break or stall the readers'
	@echo 'make lighthouse                       Lighthouse, as on a phone, of home, library and an entry'
	@echo 'make weigh                            what a browser fetches for an entry in a list of a hundred'
	@echo 'make bench [ENTRIES="10 100 1000"]    speed and size, beside plain Material and Zensical'
	@echo 'make endure                           kill builds, repeat them elsewhere, give them too much'
	@echo 'make audit                            known faults, ages and licences of what is installed'
	@echo 'make lint                             ruff, mypy, zizmor and actionlint'
	@echo 'make lock                             renew the locked requirements'
	@echo 'make clean                            remove what was built and installed'

# ENGINE=zensical builds the same site without MkDocs and Material (README, "After Material").
ifeq ($(filter $(ENGINE),mkdocs zensical),)
$(error ENGINE: found "$(ENGINE)"; give mkdocs or zensical)
endif
ifeq ($(ENGINE),zensical)
site: $(VENV)/site.stamp $(VENV)/zensical.stamp
	@$(BIN)/python -m readinglist zensical "$(SITE)" --sources "$(SOURCES)"
else
site: $(VENV)/site.stamp
	@READING_LIST_SOURCES="$(SOURCES)" $(BIN)/mkdocs build $(if $(VERBOSE),--verbose) --site-dir "$(SITE)"
endif

serve: $(VENV)/site.stamp
	@test "$(ENGINE)" = mkdocs || { echo 'make serve works with MkDocs only; make site ENGINE=zensical builds anew' >&2; exit 1; }
	@test -d "$(SOURCES)" || { echo '$(SOURCES):1: no such folder; name the folder of your sources (SOURCES=dir)' >&2; exit 1; }
	@$(BIN)/python -c 'import socket; socket.create_server(("127.0.0.1", $(PORT)))' 2>/dev/null || \
	  { echo 'Port $(PORT) is taken, perhaps by another make serve. Stop that one, or: make serve PORT=8001' >&2; exit 1; }
	@READING_LIST_SOURCES="$(SOURCES)" READING_LIST_SERVE_ALL="$(ALL)" $(BIN)/mkdocs serve $(if $(VERBOSE),--verbose) --dev-addr 127.0.0.1:$(PORT) --watch "$(SOURCES)"

check: $(VENV)/site.stamp
	@$(BIN)/python -m readinglist check "$(SOURCES)" $(if $(STRICT),--strict)

published: $(VENV)/site.stamp
	@$(BIN)/python -m readinglist published "$(SOURCES)" $(if $(FORGET),--forget)

# Exit status of the command: 0 no link is dead, 1 one is, 3 no network.
links: $(VENV)/site.stamp
	@$(BIN)/python -m readinglist.outward "$(SOURCES)"

add: $(VENV)/site.stamp
	@$(if $(FILE)$(ARGS),:,false) || { echo 'Name the file that you saved: make add FILE=saved.txt' >&2; exit 2; }
	@$(BIN)/reading-list add --sources "$(SOURCES)" $(if $(FILE),"$(FILE)") $(ARGS)

changes: $(VENV)/site.stamp
	@test -n "$(BASE)" || { echo 'Name the older folder of sources: make changes BASE=dir' >&2; exit 2; }
	@$(BIN)/reading-list changes --sources "$(SOURCES)" "$(BASE)"

test: $(VENV)/test.stamp browser $(VENV)/shell.stamp
	$(BIN)/python -m pytest

SECONDS ?= 600
fuzz: $(VENV)/fuzz.stamp
	$(BIN)/python tests/fuzz.py -max_total_time=$(SECONDS)

# Node.js is what Lighthouse runs on; npx fetches it.
lighthouse: $(VENV)/test.stamp browser
	@command -v npx >/dev/null || { echo 'Lighthouse needs Node.js 20 or newer. Run: sudo apt-get install nodejs npm'; exit 1; }
	$(BIN)/python tests/lighthouse.py

# ENTRIES="10 100 1000" unless told; 10000 takes an hour, and 33 GB of memory. Zensical is timed where it can be had.
bench: $(VENV)/test.stamp browser
	@$(MAKE) --no-print-directory $(VENV)/zensical.stamp || echo 'Zensical could not be installed: it is left out'
	PYTHONPATH=hooks:tests $(BIN)/python tests/bench.py $(ENTRIES)

weigh: $(VENV)/test.stamp browser
	$(BIN)/python tests/weigh.py

endure: $(VENV)/test.stamp
	$(BIN)/python tests/endure.py

# Exit status of the command: 0 all is well, 1 something is to be done, 3 the data cannot be reached.
audit: $(VENV)/audit.stamp
	@$(BIN)/python tests/audit.py

lint: $(VENV)/test.stamp workflows
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# actionlint has to be fetched from GitHub, once. Where that cannot be reached, the workflows are left to a pull request.
workflows: $(VENV)/workflows.stamp
	@if [ -x $(BIN)/actionlint ]; then $(BIN)/actionlint; \
	elif [ -n "$$GITHUB_ACTIONS" ]; then echo 'actionlint could not be installed' >&2; exit 1; \
	else echo 'actionlint could not be fetched: the workflows are checked by zizmor alone. To try again: rm $(VENV)/workflows.stamp'; fi

$(VENV)/workflows.stamp: requirements/workflows.txt | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/workflows.txt >/dev/null 2>&1 || true
	@touch $@

lock: $(VENV)/test.stamp
	cd requirements && for name in site test fuzz audit zensical workflows; do \
	  ../$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
	    --output-file $$name.txt $$name.in || exit 1; done

clean:
	rm -rf $(VENV) .cache site .site.building .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find hooks tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Python 3.11 or newer is needed. Install it, or name it: make PYTHON=/path/to/python3.11'; exit 1; }
	"$(PYTHON)" -m venv $(VENV)

# The command `reading-list` comes last: it is this folder's own package, and fetches nothing.
$(VENV)/site.stamp: requirements/site.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/site.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: requirements/test.txt $(VENV)/site.stamp
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/test.txt
	@touch $@

$(VENV)/fuzz.stamp: requirements/fuzz.txt $(VENV)/site.stamp
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/fuzz.txt
	@touch $@

$(VENV)/audit.stamp: requirements/audit.txt $(VENV)/test.stamp
	"$(PYTHON)" -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip install --quiet --require-hashes -r requirements/audit.txt
	@touch $@

$(VENV)/zensical.stamp: requirements/zensical.txt $(VENV)/site.stamp
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/zensical.txt
	@touch $@

# Tests open the site in Chromium, with a font for Chinese.
browser:
	@if command -v chromium >/dev/null && { ! command -v fc-list >/dev/null || [ -n "$$(fc-list :lang=zh)" ]; }; then exit 0; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo 'Installing Debian packages: chromium fonts-noto-cjk'; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; \
	else \
	  echo 'The tests need Chromium and a Chinese font. Run: sudo apt-get install chromium fonts-noto-cjk'; exit 1; \
	fi

# Chromium without windows: pages open in it in a quarter of the time. Where Debian has none, Chromium itself is taken.
$(VENV)/shell.stamp: | browser
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! command -v chromium-headless-shell >/dev/null; then \
	  echo 'Installing the Debian package chromium-headless-shell'; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium-headless-shell; } >/dev/null 2>&1 || true; \
	fi
	@touch $@
