#!/bin/bash
# packages.sh [rid...]: installs the Debian packages that building and checking these targets needs (default: all).
# Without root it names what is missing, in one line, and fails.
. "$(dirname "$0")/common.sh"

common=(binutils clang dpkg-dev gcc libc6-dev lld make perl strace util-linux)

needed() {
    printf '%s\n' "${common[@]}"
    for name in "$@"; do
        load_target "$name"
        is_host || printf '%s\n' "gcc-${prefix//_/-}" "libc6-dev-$debian_arch-cross"
    done
}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing() {
    needed "$@" | sort -u | while read -r package; do
        installed "$package" || printf '%s\n' "$package"
    done
    for name in "$@"; do
        load_target "$name"
        # Debian 12 has it in qemu-user-static, Debian 13 in either, later ones may only have qemu-user.
        is_host || find_emulator > /dev/null || echo qemu-user-static
    done | sort -u
}

main() {
    # shellcheck disable=SC2046
    [ $# -gt 0 ] || set -- $(known_rids)
    local packages
    packages=$(missing "$@" | tr '\n' ' ')
    [ -n "$packages" ] || return 0
    [ "$(id -u)" = 0 ] || die "these packages are missing, install them as root: apt-get install $packages"
    # Another apt may be at work, such as the one that keeps a fresh machine up to date: it is waited for.
    apt-get update -q || note "packages.sh: the lists of packages could not be renewed; those that are there have to do"
    apt-cache show qemu-user-static > /dev/null 2>&1 || packages=${packages/qemu-user-static/qemu-user}
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -q -y --no-install-recommends $packages
}

main "$@"
