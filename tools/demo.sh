#!/bin/sh
# The demonstration: the finished one when the binary has it, and until then
# what there is, saying what is not yet there.
set -eu
cd "$(dirname "$0")/.."

if bin/assay demo --help >/dev/null 2>&1; then
	exec bin/assay demo "$@"
fi

say() { printf '\n== %s\n' "$1"; }
has() { bin/assay "$@" --help >/dev/null 2>&1; }

# show WORDS… : says and runs a command; one that answers no is an answer.
show() {
	echo "\$ assay $*"
	bin/assay "$@" || [ $? -lt 64 ]
}

set_of=national-2023
occupation=6-31-01-03
day=2026-11-21
missing=

if has catalogue find; then
	say "which occupation is that?"
	show catalogue find 电工
else
	missing="$missing catalogue"
fi

if has eligibility; then
	say "may this person apply? each shipped dossier at each level, electrician, on $day"
	for f in testdata/dossiers/*.json; do
		show eligibility --set $set_of --occupation $occupation --dossier "$f" --on $day
	done
else
	missing="$missing eligibility"
fi

if has number; then
	say "is that a certificate number, and what does it say?"
	show number S000044012345244000123
	show number S000044012345246000123
else
	missing="$missing number"
fi

say "not yet there: assay demo, from a roster to issued certificates and the public pages"
for command in $missing; do
	echo "not yet there: assay $command"
done
