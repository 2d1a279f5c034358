# Two commands matter: `make demo` and `make test`. `make help` lists the rest.
SHELL := /bin/sh
GO ?= go
export GOFLAGS ?= -buildvcs=false

.PHONY: help demo test check build bench torture pictures generate fonts passwords lint toolchain packages clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile | expand -t 17

demo: build ## issue certificates from shipped rosters and serve the public pages
	@bin/assay demo $(ARGS)

test: toolchain packages fonts passwords bin/suite bin/versitygw ## all tests, on SQLite and on PostgreSQL
	@bin/suite $(GO) test -json -timeout 10m $(WAITING) ./...

# Packages whose tests wait for a browser most of the time come first, so that the
# others are done beside them.
WAITING = ./web

check: toolchain lint ## format, vet, linters, unused code, generated files
	@tools/check.sh

build: toolchain fonts passwords ## the binary: bin/assay
	@$(GO) build -trimpath -o bin/assay ./cmd/assay
	@echo "assay: bin/assay is ready"

bench: toolchain packages fonts passwords bin/suite ## measurements, side by side, and a table of them
	@bin/suite -durable -raw $(GO) test -p 1 -run '^$$' -bench . -benchtime 1x -timeout 0 ./bench

torture: toolchain packages fonts passwords build bin/suite ## what is long: crashes among issuing workers, long fuzzing
	@ASSAY_TORTURE=100 bin/suite -durable -raw $(GO) test -count=1 -p 1 -v -run Torture -timeout 0 ./bench
	@tools/fuzz.sh 60s

pictures: toolchain packages fonts passwords ## docs/pictures: the pages in a real browser
	@ASSAY_PICTURES=1 $(GO) test ./web -count=1 -run '^TestPictures$$' -timeout 20m
	@echo "assay: docs/pictures.md shows them"

generate: toolchain ## write the files that are made from others
	@$(GO) generate ./...

fonts: .stamp/fonts

passwords: .stamp/passwords

lint: bin/golangci-lint bin/deadcode

clean: ## remove what was built; demo records stay
	@rm -rf bin .stamp node_modules
	@find document/fonts/ttf reference/passwords/list -type f ! -name README.md -delete

toolchain:
	@tools/prepare.sh toolchain

packages:
	@tools/prepare.sh packages

.stamp/npm: package.json package-lock.json .npmrc | toolchain
	@echo "assay: fetching fonts, a list of passwords, the browser driver and servers to test on from npm"
	@npm ci --silent
	@mkdir -p .stamp && touch $@

.stamp/fonts: .stamp/npm tools/fonts.mjs
	@node tools/fonts.mjs
	@touch $@

.stamp/passwords: .stamp/npm tools/passwords.mjs
	@node tools/passwords.mjs
	@touch $@

bin/golangci-lint: tools/go.mod tools/go.sum | toolchain
	@echo "assay: building the linter, once; this takes a few minutes"
	@cd tools && $(GO) build -o ../$@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

bin/deadcode: tools/go.mod tools/go.sum | toolchain
	@cd tools && $(GO) build -o ../$@ golang.org/x/tools/cmd/deadcode

bin/versitygw: tools/gateway/go.mod tools/gateway/go.sum | toolchain
	@echo "assay: building an S3 store to test on, once; this takes a few minutes"
	@cd tools/gateway && $(GO) build -o ../../$@ github.com/versity/versitygw/cmd/versitygw

# The Go tool knows best whether the runner is up to date.
.PHONY: bin/suite
bin/suite: toolchain
	@$(GO) build -o $@ ./internal/suite
