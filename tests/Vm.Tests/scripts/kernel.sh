#!/bin/bash
# kernel.sh: makes the kernel with ESP in TCP (RFC 9329), which no kernel of Debian's has, of Debian 12's source and what
# ../kernel/config says, or finds it; prints its path. It is kept by the hash of the source's version, of that file and of this
# script. A newer source is looked for once a week; without a network, or where that one can't be built, the last kernel serves.
. "$(dirname "$0")/../../../cross-build/common.sh"
. "$here/private-apt.sh"
own=$root/tests/Vm.Tests

apt_arch=amd64
suite=bookworm
source=linux-source-6.1
name=kernel-$apt_arch
folder=$(dirname "$cache")/vm
packages=$folder/$name.packages
debs=$folder/$name.debs
# For the machine nothing of it is of use, and unpacking takes as long as building some of it.
useless=('*/Documentation/*/*' '*/tools/testing' '*/drivers/gpu/*/*.h')

is_fresh() { [ -n "$(find "$packages" -mtime -7 2> /dev/null)" ]; }

resolve() {
    prepare_apt deb "$suite" || return
    closure "$source" | grep "^$source=" > "$work/packages" && mv "$work/packages" "$packages"
}

unpack() {
    local pattern exclude=()
    for pattern in "${useless[@]}"; do
        exclude+=("--exclude=$pattern")
    done
    mkdir -p "$work/source"
    dpkg-deb --fsys-tarfile "$(deb_of "$(cat "$packages")")" | tar -x -O "./usr/src/$source.tar.xz" |
        tar -C "$work/source" -x -J --strip-components 1 "${exclude[@]}"
}

# What the file asks for and the source does not know, or has other needs for.
check_config() {
    local line
    grep '^CONFIG_' "$own/kernel/config" | while read -r line; do
        grep -qxF "$line" "$work/build/.config" || die "the kernel's configuration has not become what ../kernel/config says: $line"
    done
}

kernel_make() {
    make -s -C "$work/source" O="$work/build" ARCH=x86_64 KCONFIG_ALLCONFIG="$own/kernel/config" "$@" >&2
}

# build FILE
build() {
    [ "$(host_arch)" = amd64 ] || die "this kernel can be built on amd64 only"
    fetch || return
    unpack || return
    mkdir -p "$work/build"
    kernel_make allnoconfig && check_config && kernel_make -j "$(nproc)" bzImage || return
    mv "$work/build/arch/x86/boot/bzImage" "$1"
}

# What was of use before this one.
prune() {
    local file
    for file in "$folder/$name"-*; do
        [ "$file" = "$1" ] || rm -f "$file"
    done
    for file in "$debs"/*.deb; do
        [ "$file" = "$(deb_of "$(cat "$packages")")" ] || rm -f "$file"
    done
}

main() {
    local kernel
    mkdir -p "$folder"
    exec 9> "$folder/$name.lock"
    flock 9
    work=$folder/$name.tmp
    rm -rf "$work"
    mkdir -p "$work"
    trap 'rm -rf "$work"' EXIT
    is_fresh || resolve || note "kernel.sh: $source of $suite can't be found; what there is from before must do"
    kernel=$folder/$name-$(cat "$packages" "$own/kernel/config" "$own/scripts/kernel.sh" | sha256sum | cut -c 1-16)
    if [ -e "$kernel" ] || { [ -e "$packages" ] && build "$kernel"; }; then
        prune "$kernel"
        ln -sfn "$(basename "$kernel")" "$folder/$name"
    fi
    [ -e "$folder/$name" ] || die "no kernel could be made, and there is none from before"
    readlink -f "$folder/$name"
}

main
