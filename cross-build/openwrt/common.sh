# shellcheck shell=bash
# Sourced by ipk.sh and apk.sh.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

# OpenWrt's names for $1, which is one of them or Debian's name.
names_of() {
    awk -v arch="$1" '!/^#/ && ($1 == arch || $2 == arch) { print $2; found = 1 } END { exit !found }' "$here/architectures" ||
        die "$here/architectures has no $1"
}

# A field of the package's description.
field() { sed -n "s/^$1: //p" "$here/control/control.in"; }

# place FILE TO: in one step.
place() {
    install -D -m 644 "$1" "$2.$$"
    mv "$2.$$" "$2"
}
