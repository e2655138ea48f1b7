#!/bin/bash
# resolver-files.sh: systemd-resolved and openresolv of this machine's Debian, unpacked beside the machine's own files; prints their
# folder. Nothing is installed, as both would take the machine's resolv.conf over. Kept for each pair of versions.
. "$(dirname "$0")/../../../cross-build/common.sh"

folder=$(dirname "$cache")/resolvers

# systemd-resolved has to be of the version of the installed systemd, whose library it takes.
version_of() {
    local installed=
    [ "$1" != systemd-resolved ] || installed=$(dpkg-query -W -f '${Version}' systemd 2> /dev/null) || installed=
    if [ -n "$installed" ] && apt-cache show "$1=$installed" > /dev/null 2>&1; then
        echo "$installed"
    else
        apt-cache policy "$1" | sed -n 's/^  Candidate: //p'
    fi
}

unpack() {
    local package=$1 version=$2 work=$folder/$1.tmp
    rm -rf "$work"
    mkdir -p "$work/deb" "$work/root"
    chmod 777 "$work/deb" # apt fetches as a user of its own
    (cd "$work/deb" && apt-get download -q "$package=$version" >&2) || die "$package $version could not be fetched: apt-get update"
    dpkg-deb -x "$work"/deb/*.deb "$work/root"
    mv -T "$work/root" "$folder/$package-$version"
    rm -rf "$work"
}

main() {
    local package version
    mkdir -p "$folder"
    exec 9> "$folder/lock"
    flock 9
    for package in systemd-resolved openresolv; do
        version=$(version_of "$package")
        [ -n "$version" ] || die "apt knows no $package"
        [ -d "$folder/$package-$version" ] || unpack "$package" "$version"
        ln -sfn "$package-$version" "$folder/$package"
    done
    echo "$folder"
}

main
