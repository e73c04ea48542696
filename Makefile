# The commands of a maintainer; "make" lists them.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c

# Packages with tests of a kind. Fuzz targets find themselves (.ci/fuzz).
POSTGRES_PACKAGES := ./storage/... ./jobs/...
CRASH_PACKAGES    := ./trial/...
BENCH_PACKAGES     = $(shell grep -rl --include='*_test.go' '^func Benchmark' . | xargs -r -n1 dirname | sort -u)
SCORE_PACKAGES     = $(shell grep -rl --include='*_test.go' '^func TestScore' . | xargs -r -n1 dirname | sort -u)

KILLS        ?= 200
FUZZ_SECONDS ?= 90

.PHONY: help
help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: check
check: test check-rest ## everything that must hold before a merge

.PHONY: check-rest
check-rest: fmt vet fix-diff lint generated race postgres crash-short fuzz

.PHONY: test
test: ## all tests, as the README says
	go test ./...

.PHONY: race
race: ## the quick tests under the race detector
	go test -race -short ./...

.PHONY: postgres
postgres: ## storage, jobs and several processes on PostgreSQL, which must be there
	NEWSBELL_TEST_POSTGRES=$${NEWSBELL_TEST_POSTGRES:-required} go test -count=1 $(POSTGRES_PACKAGES)
	NEWSBELL_TEST_POSTGRES=$${NEWSBELL_TEST_POSTGRES:-required} go test -count=1 -run '^Test(Roles|Share)' ./trial

.PHONY: fmt
fmt: ## say which files are not formatted
	@files=$$("$$(.ci/tool gofumpt)" -l .); \
	if [[ -n $$files ]]; then echo "not formatted (make format mends it):"; echo "$$files"; exit 1; fi

.PHONY: format
format: ## format all files
	"$$(.ci/tool gofumpt)" -w .

.PHONY: vet
vet: ## go vet
	go vet ./...

.PHONY: fix-diff
fix-diff: ## say what go fix would modernise
	go fix -diff ./...

.PHONY: lint
lint: ## golangci-lint, with its reasons in .golangci.yml
	"$$(.ci/tool golangci-lint)" run ./...

.PHONY: generate
generate: ## make storage/db from its SQL
	.ci/generated --write

.PHONY: generated
generated: ## say whether storage/db is what its SQL makes
	.ci/generated

.PHONY: crash
crash: ## kill newsbell KILLS times (200) and look for loss, doubles and disorder
	NEWSBELL_TEST_KILLS=$(KILLS) go test -count=1 -v -timeout 45m -run '^TestCrash' $(CRASH_PACKAGES)

.PHONY: crash-short
crash-short: ## the same with twenty kills
	@$(MAKE) --no-print-directory crash KILLS=20

.PHONY: fuzz
fuzz: ## fuzz every target; they share FUZZ_SECONDS (90)
	.ci/fuzz $(FUZZ_SECONDS)

.PHONY: bench
bench: ## all benchmarks
	go test -run '^$$' -bench . -benchmem -timeout 60m $(BENCH_PACKAGES)

.PHONY: score
score: ## the figures on the shared test data
	@if [[ ! -d ../shared/data ]]; then echo "no test data at ../shared/data: nothing to score"; exit 0; fi; \
	NEWSBELL_SCORE=1 go test -count=1 -v -timeout 30m -run '^TestScore' $(SCORE_PACKAGES)
