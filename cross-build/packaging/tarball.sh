#!/bin/bash
# tarball.sh <tree> <version> <rid> <folder>: holdfast-<version>-<rid>.tar.gz, the tree with an installer for systemd, OpenRC,
# BusyBox's init and System V's.
. "$(dirname "$0")/../common.sh"
. "$here/packaging/common.sh"

main() {
    local name=holdfast-$2-$3 top
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    top=$scratch/$name
    mkdir -p "$top/services"
    cp -a "$1" "$top/tree"
    load_target "$3"
    echo "${prefix%%-*}" > "$top/machine"
    install -m 755 "$here/packaging/tarball/install.sh" "$top/install.sh"
    install -D -m 755 "$here/packaging/tarball/uninstall" "$top/tree/usr/lib/holdfast/uninstall"
    install -m 755 "$here/packaging/tarball/respawn" "$top/tree/usr/lib/holdfast/respawn"
    for file in "$here"/services/*.{service,path,conf,openrc,busybox}; do
        [ ! -f "$file" ] || install -m 644 "$file" "$top/services/"
    done
    # What is installed, and so what goes again.
    (cd "$top/tree" && find usr -type f | sort) > "$top/files"
    chmod 644 "$top/files" "$top/machine"
    plain_tar "$scratch" "$name" | gzip -9n > "$4/$name.tar.gz"
}

main "$@"
