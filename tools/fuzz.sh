#!/bin/sh
# Fuzzes every parser in turn, each for the time given (default 30s). What it
# finds is left under testdata/fuzz, to be committed with the mend.
set -eu
cd "$(dirname "$0")/.."
time=${1:-30s}
git grep -Ho '^func Fuzz[A-Za-z0-9_]*' -- '*_test.go' | while IFS=: read -r file func; do
	name=${func#func }
	echo "assay: fuzzing $(dirname "$file") $name for $time"
	out=$(go test -run '^$' -fuzz "^$name\$" -fuzztime "$time" "./$(dirname "$file")" </dev/null 2>&1) ||
		{ printf '%s\n' "$out" >&2; exit 1; }
done
