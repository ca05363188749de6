# The work is done by scripts/; this file gives it names. "make help" lists them.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help build run install test bench soak fuzz clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## the release extension, target/release/libswirl.so
	@scripts/build

run: ## installs what is missing, builds, and shows coroutines at work; SCRIPT=file.php runs a script of yours
	@scripts/run $(SCRIPT)

install: ## puts the extension into PHP's extension folder, with an ini file that loads it
	@scripts/install

test: ## everything: formatting, lints, core tests, PHP tests, stubs, docs; ends with "N passed, N failed"
	@scripts/test

bench: ## micro-benchmarks against PHP's Fiber; PEER=name=path.so adds another extension, ONLY=letters, RUNS=n
	@scripts/bench

soak: ## ten minutes of everything at once, with cancels, timeouts and resets; SECONDS_TO_RUN=n
	@scripts/soak

fuzz: ## any bytes for what takes bytes from strangers, five minutes a target; SECONDS_TO_RUN=n
	@scripts/fuzz

clean: ## removes what was built
	cargo clean
	@find php-tests \( -name '*.diff' -o -name '*.exp' -o -name '*.out' -o -name '*.log' -o -name '*.sh' -o -name '*.php' -o -name '*.mem' \) -delete
