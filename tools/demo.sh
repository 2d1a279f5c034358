#!/bin/sh
# The demonstration: the finished one when the binary has it, and until then
# what there is, saying what is not yet there.
set -eu
cd "$(dirname "$0")/.."

if bin/assay demo --help >/dev/null 2>&1; then
	exec bin/assay demo "$@"
fi

has() { bin/assay "$1" --help >/dev/null 2>&1; }
say() { printf '\n== %s\n' "$1"; }

if has number; then
	say "certificate numbers, read from left to right"
	for n in S000044012345244000123 S000044012345246000123; do
		echo "assay number $n"
		bin/assay number "$n" || true
	done
else
	say "not yet there: assay number"
fi

if has eligibility && [ -d testdata/dossiers ]; then
	say "may this person apply? shipped dossiers, each level"
	for f in testdata/dossiers/*.json; do
		echo "assay eligibility --set national-2023 --occupation 6-31-01-03 --dossier $f --on 2026-11-21"
		bin/assay eligibility --set national-2023 --occupation 6-31-01-03 --dossier "$f" --on 2026-11-21 || true
	done
else
	say "not yet there: assay eligibility on shipped dossiers (testdata/dossiers)"
fi
say "not yet there: from roster to issued certificate, and the public pages (assay demo)"
