#!/bin/bash
# sources.sh <name>: fetches a source package of the file native.versions from this machine's Debian mirror and prints
# the path of its .dsc. apt verifies the signature; it runs on lists of its own, so that the system's stay as they are.
. "$(dirname "$0")/common.sh"

keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# The mirror as apt knows it. Without downloaded lists apt can't tell the origin; then the path has to do.
debian_mirror() {
    {
        apt-get indextargets --format '$(LABEL)|$(REPO_URI)' | sed -n 's/^Debian|//p'
        apt-get indextargets --no-release-info --format '$(REPO_URI)' | grep '/debian/*$'
    } | sed -n 1p | grep . || die "apt knows no Debian mirror on this machine"
}

# Runs an apt tool with private lists, cache and status under $work.
private_apt() {
    local tool=$1
    shift
    "$tool" -q -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State="$work/state" -o Dir::State::status="$work/status" -o Dir::Cache="$work/cache" \
        -o APT::Sandbox::User="$(id -un)" "$@"
}

prepare_apt() {
    local suite mirror
    mirror=$(debian_mirror)
    mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/files"
    : > "$work/status"
    for suite in ${suites//,/ }; do
        echo "deb-src [signed-by=$keyring] $mirror $suite main"
    done > "$work/sources.list"
    private_apt apt-get update >&2 || note "apt could not read every suite of $suites; going on with what it has"
}

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
    prepare_apt
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
