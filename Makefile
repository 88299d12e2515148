# Common Thread. `make` alone lists the targets.

PYTHON ?= python3
PORT ?= 8000
export PORT

BIN := .venv/bin
RUN := $(BIN)/python
# What is installed or made is remembered by a file, so that a second run does nothing again.
BASE := .venv/.base
DEV := .venv/.dev
STATIC := var/static.stamp
PO := locale/cy/LC_MESSAGES/django.po
MO := $(PO:.po=.mo)

OURS := find . \( -name .venv -o -name .git -o -path ./var \) -prune -o
STATIC_SOURCES := $(shell $(OURS) -path '*/static*' -print)
TEMPLATES := $(shell $(OURS) -path '*/templates/*' -name '*.html' -print)

# Tests and checks run with the safe settings of production, whatever .env says.
TEST_TARGETS := test test-browser test-resilience bench fuzz check messages
$(TEST_TARGETS): export SECRET_KEY := test
$(TEST_TARGETS): export DEBUG := off
$(TEST_TARGETS): export HTTPS := off
$(TEST_TARGETS): export ALLOWED_HOSTS := localhost,127.0.0.1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test test-browser test-resilience bench fuzz check audit format messages lock clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 26

# It answers this machine alone, so its admin may do without a second factor; nothing else turns that off.
demo: export MFA_REQUIRED := off
demo: $(BASE) .env $(MO) $(STATIC) ## Run the hub on this machine with made-up content (PORT=8000)
	@echo "Bringing the database up to date (the first time takes half a minute)…"
	@$(RUN) manage.py migrate --verbosity 0
	@echo "Making the demo content, where it is not there yet…"
	@BASE_URL=http://127.0.0.1:$(PORT) $(RUN) manage.py demo
	@BASE_URL=http://127.0.0.1:$(PORT) exec $(RUN) manage.py runserver --noreload 127.0.0.1:$(PORT)

test: $(DEV) check $(MO) $(STATIC) ## Check, then run the tests: both databases, and what people do in a browser
	@$(RUN) -m tools.suite

# Not part of `make test`, which has to stay short: ten minutes in which Chromium looks at every page.
test-browser: $(DEV) $(MO) $(STATIC) ## Look at every page in Chromium: accessibility, markup, keyboard, print, weight
	@$(RUN) -m tools.suite browser

# Not part of `make test`: it takes some minutes, and needs nginx and Redis (it says so where they are not there).
test-resilience: $(DEV) $(MO) ## Kill, hang and restart parts of the whole hub under load
	@$(RUN) -m tools.resilience

bench: $(DEV) $(MO) $(STATIC) ## Measure the hub as ratios, on a PostgreSQL of its own (var/bench.json)
	@$(RUN) -m tools.bench

fuzz: $(DEV) $(MO) $(STATIC) ## Send the hub what nobody would by accident, on both databases (FUZZ_SEED=1)
	@echo "20,000 requests on PostgreSQL, then 4,000 on SQLite…"
	@FUZZ_REQUESTS=20000 $(RUN) -m tools.with_postgres --template $(RUN) -m pytest tests/hostile/test_fuzz.py -q
	@FUZZ_REQUESTS=4000 DATABASE_URL=sqlite:// $(RUN) -m pytest tests/hostile/test_fuzz.py -q

check: $(DEV) ## Check style, templates, settings, migrations and the Welsh catalogue
	@echo "Checking style, templates, settings, migrations and messages…"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	@DATABASE_URL=sqlite:// $(RUN) manage.py check --fail-level WARNING
	@DATABASE_URL=sqlite:// SECRET_KEY=$$($(RUN) -c 'import secrets; print(secrets.token_urlsafe(50))') HTTPS=on \
	  $(RUN) manage.py check --deploy --fail-level WARNING
	@DATABASE_URL=sqlite:// $(RUN) manage.py makemigrations --check --dry-run
	@$(RUN) -m tools.messages check

# Not part of `make test`: it asks PyPI what is known of each package, and fails where it cannot be told.
audit: var/audit.stamp ## Ask whether anything is known against the locked packages (needs the network)
	@for name in base dev prod; do \
	  echo "Auditing requirements/$$name.lock…"; \
	  var/audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements/$$name.lock || exit 1; \
	done

var/audit.stamp: requirements/audit.lock | .venv/bin/python
	@$(RUN) -m venv var/audit
	@var/audit/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r $<
	@touch $@

format: $(DEV) ## Put Python and templates in shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $(TEMPLATES) || true

messages: $(DEV) ## Bring the Welsh catalogue up to the code and compile it
	@$(RUN) -m tools.messages extract
	@$(RUN) -m tools.messages compile

lock: ## Pin the newest packages that pyproject.toml allows (needs uv)
	@for extra in "" dev prod audit; do \
	  name=$${extra:-base}; echo "Locking $$name…"; \
	  uv pip compile --quiet --upgrade pyproject.toml $${extra:+--extra $$extra} --universal --generate-hashes \
	    --python-version 3.11 $${extra:+-c requirements/base.lock} -o requirements/$$name.lock || exit 1; \
	done

clean: ## Remove what was installed and made, the demo's database too; .env stays
	@find var -mindepth 1 -maxdepth 1 ! -name .gitignore -exec rm -rf {} +
	@rm -rf .venv .pytest_cache .ruff_cache .hypothesis $(MO)
	@find . -name __pycache__ -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Common Thread needs Python 3.11 or newer: make PYTHON=/path/to/python3")'
	@echo "Making a virtual environment in .venv…"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

$(BASE) $(DEV): .venv/.%: requirements/%.lock | .venv/bin/python
	@echo "Installing the packages of $< (the first time takes a minute or two)…"
	@$(RUN) -m pip install -qq --disable-pip-version-check --require-hashes -r $<
	@touch $@

.env:
	@echo "Writing .env with a secret key and a password for the demo…"
	@umask 077 && $(PYTHON) -c 'import secrets; \
	print("SECRET_KEY=" + secrets.token_urlsafe(50)); \
	print("DEMO_PASSWORD=" + secrets.token_urlsafe(12)); \
	print("HTTPS=off"); \
	print("SERVE_MEDIA=on"); \
	print("ALLOWED_HOSTS=localhost,127.0.0.1")' > $@

$(MO): $(PO) tools/messages.py | .venv/bin/python
	@$(RUN) -m tools.messages compile

$(STATIC): requirements/base.lock $(STATIC_SOURCES) | .venv/bin/python
	@echo "Collecting the static files…"
	@mkdir -p $(@D)
	@$(RUN) manage.py collectstatic --noinput --verbosity 0
	@touch $@
