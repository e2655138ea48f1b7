#!/bin/bash
# debian-root.sh: this machine's release of Debian as a fresh, minimal installation with apt, in a root directory of its own;
# prints its path. Kept, and made anew when this file changes; tests work on copies.
. "$(dirname "$0")/../../../cross-build/common.sh"
. "$here/private-apt.sh"

folder=$(dirname "$cache")/debian
suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")
root_folder=$folder/$suite-$(host_arch)-$(sha256sum < "$0" | cut -c 1-8)

make_root() {
    local mirror
    [ "$(id -u)" = 0 ] || die "only root can make $root_folder"
    mirror=$(debian_mirror) || exit 1
    rm -rf "$root_folder.tmp"
    # The files that nobody reads there, after the installation: with dpkg's path-exclude ours would lack them too.
    # shellcheck disable=SC2016
    mmdebstrap --mode=root --variant=apt --quiet \
        --customize-hook='rm -rf "$1"/usr/share/{doc,info,locale,man,i18n,zoneinfo} "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*.bin' \
        "$suite" "$root_folder.tmp" "deb [signed-by=$keyring] $mirror $suite main" >&2
    rm -f "$root_folder.tmp/etc/apt/sources.list" # what is installed there comes as a file
    mv -T "$root_folder.tmp" "$root_folder"
}

main() {
    mkdir -p "$folder"
    exec 9> "$folder/lock"
    flock 9
    [ -d "$root_folder" ] || make_root
    ln -sfn "$(basename "$root_folder")" "$folder/current"
    echo "$root_folder"
}

main
