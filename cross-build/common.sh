# Sourced by the scripts beside it.
set -euo pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
artifacts=$root/artifacts
cache=${XDG_CACHE_HOME:-$HOME/.cache}/holdfast/native

note() { printf '%s\n' "$*" >&2; }
die() { note "$(basename "$0"): $*"; exit 1; }

# Rows of a data file, without its comments.
rows() { grep -v -e '^ *#' -e '^ *$' "$here/$1"; }

# The row of data file $1 whose first column is $2; fails if there is none.
row() { rows "$1" | awk -v key="$2" '$1 == key { print; found = 1 } END { exit !found }'; }

known_rids() { rows targets | awk '{ printf "%s ", $1 }'; }

# Sets rid, debian_arch, prefix, machine, openssl_target, openssl_options and emulator from the table of targets.
load_target() {
    local columns
    columns=$(row targets "$1") || die "no target '$1'; there are: $(known_rids)"
    read -r rid debian_arch prefix machine openssl_target openssl_options emulator <<< "$columns"
    openssl_options=${openssl_options//,/ }
    [ "$openssl_options" != - ] || openssl_options=
}

# Debian's name of this machine's architecture.
host_arch() { dpkg --print-architecture; }

is_host() { [ "$debian_arch" = "$(host_arch)" ]; }

host_rid() {
    rows targets | awk -v arch="$(host_arch)" '$2 == arch && !found++ { print $1 }' | grep . ||
        die "no target for this machine's architecture, $(host_arch)"
}

# The emulator's program, a static one so that it runs in an empty root directory: Debian calls it qemu-aarch64-static
# up to version 12, qemu-aarch64 after it.
find_emulator() {
    local program
    for program in $(command -v "$emulator-static" "$emulator"); do
        readelf -lW "$program" | grep INTERP > /dev/null || { echo "$program"; return; }
    done
    return 1
}
