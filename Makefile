# Thin on purpose: what happens stands in package.json. `make` alone tells what there is.

SAMPLE := sample/shop.db

# As it was typed: without `value`, make would take a dollar sign in a path for a variable of its own.
export DB_PATH := $(value DB)

.PHONY: help install build backup test lint clean

help: ## tell what there is
	@echo "usage: make <target>"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 12

install: node_modules/.package-lock.json ## install what package-lock.json names, if it is not there

build: dist/main/cli.js ## compile to dist/, if something changed

backup: dist/main/cli.js ## DB=path/to/app.db: make a verified backup and list it (no DB: of a sample database)
	@test -n "$$DB_PATH" || npm run --silent sample -- $(SAMPLE)
	@npm run --silent cli -- create -- "$${DB_PATH:-$(SAMPLE)}"
	@npm run --silent cli -- list

test: node_modules/.package-lock.json ## install what is missing and run all checks and tests
	@bash config/tooling/install-test-tools.sh
	@npm test

lint: node_modules/.package-lock.json ## style, formatting and the law of the architecture
	@npm run --silent lint

clean: ## remove what was built
	@rm -rf dist coverage

node_modules/.package-lock.json: package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

# Folders are among the prerequisites, so that a removed file counts as a change.
dist/main/cli.js: node_modules/.package-lock.json package.json tsconfig.json $(shell find src)
	@npm run --silent build
