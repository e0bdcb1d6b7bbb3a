# Short on purpose: package.json has the commands. `make` lists the targets.

SAMPLE := sample/shop.db

# `value`: otherwise make would expand a dollar sign in a path.
export DB_PATH := $(value DB)

.PHONY: help install build backup test lint clean

help: ## list the targets
	@echo "usage: make <target>"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 12

install: node_modules/.package-lock.json ## install the packages of package-lock.json, if missing

build: dist/main/cli.js ## compile to dist/, if a source changed

backup: dist/main/cli.js ## DB=path/to/app.db: create a verified backup and list it (without DB: of a sample database)
	@test -n "$$DB_PATH" || npm run --silent sample -- $(SAMPLE)
	@npm run --silent cli -- create -- "$${DB_PATH:-$(SAMPLE)}"
	@npm run --silent cli -- list

test: node_modules/.package-lock.json ## install missing tools and run all checks and tests
	@bash config/tooling/install-test-tools.sh
	@npm test

lint: node_modules/.package-lock.json ## check style, formatting and architecture
	@npm run --silent lint

clean: ## remove the build
	@rm -rf dist coverage

node_modules/.package-lock.json: package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

# find lists folders too, so that a removed file is a change.
dist/main/cli.js: node_modules/.package-lock.json package.json tsconfig.json $(shell find src)
	@npm run --silent build
