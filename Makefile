# `make run` talks, `make test` tests; everything that is missing is made on the way.
.DEFAULT_GOAL := help
.PHONY: help run chat test check install train evaluate bench bench-nlu doctor lock clean

PYTHON ?= python3
SETUP := @$(PYTHON) -m tools.bootstrap
BIN := .venv/bin
ANSWERS := var/evaluation/answers.jsonl
QUESTIONS := nlu/evaluation/questions.jsonl

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Run the assistant: open the address that it prints
	$(SETUP) run
	@$(BIN)/troly run

chat: ## Talk to the assistant in this terminal
	$(SETUP) run
	@$(BIN)/troly chat

test: ## Run all tests, the fast ones first (ARGS="-k name" chooses)
	$(SETUP) dev
	$(BIN)/pytest $(ARGS)

check: ## Check style, types and who imports whom
	$(SETUP) dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

install: ## Only make the environment that is needed to run
	$(SETUP) run

train: ## Train the model if it is missing or stale
	$(SETUP) run
	@$(BIN)/troly train

evaluate: ## Answer the question set and score the answers
	$(SETUP) run
	@mkdir -p $(dir $(ANSWERS))
	$(BIN)/troly evaluate answer $(QUESTIONS) $(ANSWERS)
	$(BIN)/troly evaluate score $(QUESTIONS) $(ANSWERS)
	$(BIN)/troly evaluate report $(QUESTIONS) $(ANSWERS) --out $(dir $(ANSWERS))report

bench: ## Measure speed and memory on this machine
	$(SETUP) dev
	$(BIN)/python -m tests.bench $(ARGS)

bench-nlu: ## Measure intents on public sets (ARGS="--phoatis FOLDER")
	$(SETUP) dev
	$(BIN)/python -m tests.bench.nlu $(ARGS)

doctor: ## Check this installation; says how to mend what is wrong
	$(SETUP) run
	@$(BIN)/troly doctor

lock: ## Resolve pyproject.toml into the lock files (ARGS=--upgrade for newer versions)
	@$(PYTHON) -m tools.lock $(ARGS)

clean: ## Remove all that make can make again; conversations and keys in var/ stay
	rm -rf .venv .uv models build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf .import_linter_cache .rasa results .cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
