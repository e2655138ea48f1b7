#!/bin/bash
# build.sh [-o FILE] PACKAGE.deb...: the image of an arm64 machine with Debian 13 and these packages, of which one is
# Holdfast's; made without root. Prints a folder with disk.img (a boot partition that any PC can write, and the root) and
# what QEMU starts it with directly: kernel, initrd. -o copies disk.img. Packages are configured by the machine itself, in
# QEMU. What there is of Debian is kept in ~/.cache/holdfast/vm by the hash of what it is made of, and without a PACKAGE
# that is all that is made; newer packages are looked for once a week; without a network the last ones serve.
. "$(dirname "$0")/../../common.sh"
. "$here/private-apt.sh"
own=$here/images/debian
. "$own/disk.sh"
. "$own/stages.sh"

PATH=$PATH:/usr/sbin:/sbin
suite=trixie
apt_arch=arm64

# A network by DHCP with its name servers in little memory, the system's authorities, a repair of both file systems at boot.
wanted=(systemd-sysv dhcpcd udev kmod iproute2 iputils-ping ca-certificates e2fsprogs dosfstools busybox-static)
# Only taken apart: as an installed package the kernel would want an initrd of its own making.
taken_apart=(linux-image-cloud-arm64 systemd-boot-efi)

folder=$(dirname "$cache")/vm
debs=$folder/debian.debs
packages=$folder/debian-$(printf '%s\n' "$suite" "${wanted[@]}" "${taken_apart[@]}" | sha256sum | cut -c 1-8).packages

is_fresh() { [ -n "$(find "$packages" -mtime -7 2> /dev/null)" ]; }

resolve() {
    prepare_apt deb "$suite" || return
    {
        closure '?essential' "${wanted[@]}" || return
        closure "${taken_apart[@]}" | grep -E '^(linux-image-[0-9]|systemd-boot-efi=)' || return
    } | sort -u > "$work/packages"
    mv "$work/packages" "$packages"
}

hash_of() { cat "$@" | sha256sum | cut -c 1-16; }

# kept PREFIX KEY FUNCTION ARGUMENT...: prints the folder that the function has filled, now or earlier.
kept() {
    local prefix=$1 target=$folder/$1-$2 file
    shift 2
    if [ ! -e "$target" ]; then
        rm -rf "$work/made"
        mkdir -p "$work/made"
        "$@" "$work/made" || return
        mv -T "$work/made" "$target"
        for file in "$folder/$prefix"-*; do
            [ "$file" = "$target" ] || rm -rf "$file"
        done
    fi
    echo "$target"
}

main() {
    local output='' base image
    if [ "${1:-}" = -o ]; then
        output=$2
        shift 2
    fi
    mkdir -p "$folder"
    exec 9> "$folder/debian.lock"
    flock 9
    work=$folder/debian.tmp
    rm -rf "$work"
    mkdir -p "$work"
    trap 'rm -rf "$work"' EXIT
    is_fresh || resolve || note "no packages of $suite can be found; what there is from before must do"
    [ -s "$packages" ] || die "no list of packages, and none from before"
    base=$(kept debian-base "$(hash_of "$packages" "$own"/{build.sh,stages.sh,initrd-init,stage-base})" make_base)
    if [ $# -eq 0 ]; then
        echo "$base"
        return
    fi
    image=$(kept debian-image "$({ echo "$base" && find "$own" -type f -exec cat {} + && cat "$@"; } | hash_of -)" make_image "$base" "$@")
    [ -z "$output" ] || cp --sparse=always "$image/disk.img" "$output"
    echo "$image"
}

main "$@"
