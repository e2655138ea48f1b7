#!/bin/bash
# openrc.sh: the packages of OpenRC of this machine's release of Debian, to be unpacked into a copy of debian-root.sh's; prints
# the folder. Kept, and fetched anew when this file changes.
. "$(dirname "$0")/../../../cross-build/common.sh"
. "$here/private-apt.sh"

suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")
folder=$(dirname "$cache")/openrc
debs=$folder/$suite-$(host_arch)-$(sha256sum < "$0" | cut -c 1-8)

# Not what they depend on: that is Debian's own init, which is not started.
download() {
    local names
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    prepare_apt deb "$suite"
    closure openrc | grep -E '^(openrc|librc|libeinfo)' > "$work/names"
    rm -rf "$debs.tmp"
    mkdir "$debs.tmp"
    mapfile -t names < "$work/names"
    (cd "$debs.tmp" && private_apt apt-get download "${names[@]}" >&2)
    mv -T "$debs.tmp" "$debs"
}

main() {
    mkdir -p "$folder"
    exec 9> "$folder/lock"
    flock 9
    [ -d "$debs" ] || download
    ln -sfn "$(basename "$debs")" "$folder/current"
    echo "$debs"
}

main
