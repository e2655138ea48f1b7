#!/bin/bash
# image.sh amd64|arm64 [bookworm|sid]: a virtual machine of Debian 12, or of what Debian has newest, made from Debian's packages
# without root: kernel, initrd and root.img, in a folder whose path it prints. Nothing is installed and no package's script
# runs. It is kept by the hash of the packages' versions and of these scripts. Newer packages are looked for once a week;
# without a network the last image serves.
. "$(dirname "$0")/../../../cross-build/common.sh"
. "$here/private-apt.sh"
own=$root/tests/Vm.Tests/scripts
. "$own/root.sh"
. "$own/initrd.sh"

PATH=$PATH:/usr/sbin:/sbin

folder=$(dirname "$cache")/vm
# Of the packages that are wanted now.
packages=$folder/$name-$(sha256sum < "$own/root.sh" | cut -c 1-8).packages
debs=$folder/$name.debs

is_fresh() { [ -n "$(find "$packages" -mtime -7 2> /dev/null)" ]; }

# Each daemon by itself: as packages the two gateways exclude each other.
resolve() {
    local set
    prepare_apt deb "$suite" || return
    for set in "linux-image-cloud-$arch" "${tools[*]}" "${strongswan[*]}" "${libreswan[*]}"; do
        # shellcheck disable=SC2086
        closure $set || return
    done | grep -Evx "($unwanted)=.*" | sort -u > "$work/packages"
    [ -s "$work/packages" ] && mv "$work/packages" "$packages"
}

# What the newest list does not name goes.
prune() {
    local file
    for file in "$debs"/*.deb; do
        grep -qxF "$(basename "$file" | sed 's/^\([^_]*\)_\([^_]*\)_.*/\1=\2/; s/%3a/:/')" "$packages" || rm "$file"
    done
    for file in "$folder/$name"-*; do
        [ "$file" = "$1" ] || [ "$file" = "$packages" ] || rm -rf "$file"
    done
}

# build FOLDER
build() {
    local size
    fetch || return
    mkdir -p "$work/image"
    unpack_root "$work/root" || return
    kernel_into "$work/root" "$work/image" || return
    make_initrd "$work/root" "$work/image/initrd" || return
    size=$(($(du -sm "$work/root" | cut -f 1) + 32))
    mke2fs -q -t ext4 -O ^has_journal,^metadata_csum -E root_owner=0:0 -d "$work/root" "$work/image/root.img" "${size}M" >&2 ||
        return
    mv -T "$work/image" "$1"
    prune "$1"
}

main() {
    local image
    mkdir -p "$folder"
    exec 9> "$folder/$name.lock"
    flock 9
    work=$folder/$name.tmp
    rm -rf "$work"
    mkdir -p "$work"
    trap 'rm -rf "$work"' EXIT
    is_fresh || resolve || echo "no $suite packages of $arch can be found; what there is from before must do" >&2
    image=$folder/$name-$(cat "$packages" "$own"/{image.sh,root.sh,initrd.sh,initrd-init,root-init} | sha256sum | cut -c 1-16)
    if [ -e "$image" ] || { [ -e "$packages" ] && build "$image"; }; then
        ln -sfn "$(basename "$image")" "$folder/$name"
    fi
    [ -e "$folder/$name/root.img" ] || die "no image of $name could be made, and there is none from before"
    readlink -f "$folder/$name"
}

main
