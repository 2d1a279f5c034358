#!/bin/sh
# Runs every check even when one fails, names those that failed, and touches no
# file: what a generator would change is found in a copy.
set -u
cd "$(dirname "$0")/.."
failed=

# step NAME COMMAND… : the command must end well; its output is shown when not.
step() {
	name=$1
	shift
	if out=$("$@" 2>&1); then
		echo "ok    $name"
	else
		echo "FAIL  $name"
		printf '%s\n' "$out"
		failed="$failed $name"
	fi
}

# silent COMMAND… : the command must also say nothing.
silent() {
	out=$("$@" 2>&1) && [ -z "$out" ] || { printf '%s\n' "$out"; return 1; }
}

sources() { git ls-files -co --exclude-standard '*.go'; }
format() {
	# shellcheck disable=SC2046 # file names of this repository have no blanks
	silent gofmt -l $(sources | while read -r f; do [ -f "$f" ] && echo "$f"; done)
}

# generated runs every generator in a copy and compares.
generated() {
	copy=$(mktemp -d)
	git ls-files -co --exclude-standard -z | xargs -0 tar cf - --ignore-failed-read 2>/dev/null | tar xf - -C "$copy"
	(cd "$copy" && git init -q . && git add -A && go generate ./... && git diff --exit-code --stat)
	code=$?
	rm -rf "$copy"
	[ $code -eq 0 ] || echo "Run: make generate"
	return $code
}

step format format
step vet go vet ./...
step linters bin/golangci-lint run ./...
step "unused code" silent bin/deadcode -test ./...
step "generated files" generated
[ -z "$failed" ] || { echo "check failed:$failed" >&2; exit 1; }
