# Two commands: `make run` and `make test`. Both build what is missing and say what they do.
SHELL := /bin/bash
.DELETE_ON_ERROR:
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export PYTHONWARNINGS := ignore
PY := .venv/bin/python

.PHONY: run test check train evaluate bench lint setup lock clean

run: setup ## serve on 127.0.0.1:8080
	@exec $(PY) -m bot serve

test: setup lint ## everything the tests need, and the tests
	@bash scripts/dictionary.sh
	@$(PY) -m bot train
	@$(PY) -m pytest

lint: setup
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

check: setup ## read every data file; list what is unverified
	@$(PY) -m bot check

train: setup ## train the language model where none fits
	@$(PY) -m bot train

FILES ?= tests/evaluation/cases.jsonl tests/evaluation/scope_cases.jsonl
evaluate: setup ## figures on labelled cases: make evaluate FILES="a.jsonl b.jsonl"
	@$(PY) -m bot train
	@$(PY) -m bot evaluate $(FILES)

bench: setup ## turn, train, load and memory beside stock Rasa, in one run (about 30 minutes; stock Rasa learns from a sample)
	@$(PY) -m bot train
	@$(PY) -m benchmarks.against_stock --examples 600 --epochs 10 --rounds 3

setup: .venv/.built

.venv/.built: requirements.lock scripts/setup.sh
	@bash scripts/setup.sh

lock: ## resolve again, after a change in requirements.in or overrides.txt
	@bash scripts/setup.sh uv
	@.tools/bin/uv pip compile requirements.in --override overrides.txt --python-version 3.10 \
		--generate-hashes --no-emit-index-url --custom-compile-command "make lock" --quiet --output-file requirements.lock

clean: ## everything that can be built again
	rm -rf .venv .tools .cache .rasa models
