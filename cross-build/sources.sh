#!/bin/bash
# sources.sh <name>: fetches a source package of the file native.versions from this machine's Debian mirror and prints
# the path of its .dsc. apt verifies the signature; it runs on lists of its own, so that the system's stay as they are.
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/private-apt.sh"

# Versions of the series on the mirror, the newest first.
candidates() {
    private_apt apt-cache madison "$name" | awk -F '[ |]+' '{ print $3 }' | grep "^${series//./\\.}" | sort -u |
        while read -r version; do
            printf '%s\n' "$version"
        done | sort_versions
}

# Debian's order of versions is not that of sort: "~" sorts before the end.
sort_versions() {
    local sorted=() version i
    while read -r version; do
        for ((i = 0; i < ${#sorted[@]}; i++)); do
            dpkg --compare-versions "$version" gt "${sorted[i]}" && break
        done
        sorted=("${sorted[@]:0:i}" "$version" "${sorted[@]:i}")
    done
    printf '%s\n' "${sorted[@]}"
}

download() {
    (cd "$work/files" && private_apt apt-get source --download-only "$name=$1" >&2)
}

# Downloads the pinned version or the newest that can be had, and moves it into place at once.
fetch() {
    local version
    mkdir -p "$work/files"
    # shellcheck disable=SC2086
    prepare_apt deb-src ${suites//,/ } || note "apt could not read every suite of $suites; going on with what it has"
    for version in "$pinned" $(candidates); do
        rm -f "$work/files"/*
        download "$version" || continue
        mv -T "$work/files" "$cache/sources/$name-$version"
        [ "$version" = "$pinned" ] || ln -sfn "$name-$version" "$stored"
        return
    done
    die "the Debian mirror has no $name $series* in $suites"
}

main() {
    name=$1
    read -r _ pinned series suites <<< "$(row native.versions "$name")"
    stored=$cache/sources/$name-$pinned
    mkdir -p "$cache/sources"
    exec 9> "$cache/sources/$name.lock"
    flock 9
    if [ ! -e "$stored" ]; then
        work=$cache/sources/$name.tmp
        rm -rf "$work"
        trap 'rm -rf "$work"' EXIT
        fetch
    fi
    [ ! -L "$stored" ] || note "notice: $name $pinned has left the mirror, building $(readlink "$stored") instead"
    ls "$(readlink -f "$stored")"/*.dsc
}

main "$@"
