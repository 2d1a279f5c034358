#!/bin/sh
# Checks or installs what the house needs. Usage:
#   tools/prepare.sh toolchain   Go, Node, git and make are there and new enough
#   tools/prepare.sh packages    Debian packages of tools/apt.txt
set -eu
cd "$(dirname "$0")/.."

need_go=1.26
need_node=20.19

# older A B: version A is older than B.
older() {
	[ "$1" != "$2" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
}

missing() {
	echo "assay: $1" >&2
	echo "       $2" >&2
	exit 1
}

toolchain() {
	command -v git >/dev/null || missing "git is not installed." "Install it, e.g. apt-get install git."
	command -v go >/dev/null || missing "Go is not installed; at least $need_go is needed." \
		"Install it from https://go.dev/dl/ and put its bin folder on PATH."
	have=$(go env GOVERSION | sed 's/^go//; s/[^0-9.].*//')
	if older "$have" "$need_go"; then
		missing "Go $have is too old; at least $need_go is needed." \
			"Install a newer one from https://go.dev/dl/, or allow it to fetch itself: go env -w GOTOOLCHAIN=auto"
	fi
	command -v node >/dev/null || missing "Node is not installed; at least $need_node is needed." \
		"Install it from https://nodejs.org/ or your distribution, then run make again."
	have=$(node -p process.versions.node)
	if older "$have" "$need_node"; then
		missing "Node $have is too old; at least $need_node is needed." \
			"Install a newer one from https://nodejs.org/."
	fi
	command -v npm >/dev/null || missing "npm is not installed." "It comes with Node from https://nodejs.org/; Debian: apt-get install npm."
}

wanted() { sed 's/#.*//' tools/apt.txt | tr -s ' \t\n' '\n' | sed '/^$/d'; }

absent() {
	for p in $(wanted); do
		dpkg-query -W -f '${Status}\n' "$p" 2>/dev/null | grep -q '^install ok installed$' || echo "$p"
	done
}

packages() {
	if ! command -v apt-get >/dev/null; then
		echo "assay: not a Debian system, so nothing was installed; wanted on PATH: postgres, pdftotext, qpdf, zbarimg, chromium." >&2
		return
	fi
	list=$(absent | tr '\n' ' ')
	[ -n "$list" ] || return 0
	if [ "$(id -u)" -ne 0 ]; then
		echo "assay: some tests will be left out. To run them too, install what is missing:" >&2
		echo "       sudo tools/prepare.sh packages    # apt-get install --no-install-recommends $list" >&2
		return
	fi
	echo "assay: installing from Debian: $list"
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -qq
	no_cluster
	# shellcheck disable=SC2086 # a list of words is meant
	apt-get install -qq -y --no-install-recommends $list >/dev/null
}

# no_cluster keeps Debian from creating and starting a server of its own when
# PostgreSQL arrives: the tests bring theirs.
no_cluster() {
	conf=/etc/postgresql-common/createcluster.conf
	[ -f "$conf" ] || apt-get install -qq -y --no-install-recommends postgresql-common >/dev/null
	if ! grep -q '^create_main_cluster *= *false' "$conf"; then
		echo "assay: setting create_main_cluster = false in $conf"
		sed -i '/^#\{0,1\}create_main_cluster/d' "$conf"
		echo 'create_main_cluster = false' >>"$conf"
	fi
}

case "${1:-}" in
toolchain | packages) "$1" ;;
*) echo "usage: tools/prepare.sh toolchain|packages" >&2; exit 2 ;;
esac
