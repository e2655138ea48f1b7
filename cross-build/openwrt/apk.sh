#!/bin/bash
# apk.sh ROOT VERSION ARCH OUT: packages for apk (OpenWrt from 25.12 on), holdfast-VERSION_ARCH.apk in the folder OUT, with the
# arguments of ipk.sh. It takes the apk of apk-tools 3: APK names it, else it is the one in PATH; OpenWrt's SDK has it as
# staging_dir/host/bin/apk.
. "$(dirname "$0")/common.sh"

# apk takes owners from the files.
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else fakeroot "$@"; fi; }

# Installation and upgrade differ in a variable, as in OpenWrt's build. apk knows no second part that is sourced.
script() {
    printf '#!/bin/sh\n'
    case $1 in *-upgrade) echo 'export PKG_UPGRADE=1' ;; esac
    echo 'export pkgname=holdfast'
    case $1 in
        pre-deinstall) sed '/^#/d' "$here/control/prerm-pkg" "$here/control/prerm" ;;
        pre-*) sed '/^#/d' "$here/control/preinst" ;;
        *) sed '/^#/d' "$here/control/postinst" ;;
    esac
}

# What OpenWrt's functions read, beside apk's own data base.
write_lists() {
    local lists=$scratch/data/lib/apk/packages
    mkdir -p "$lists"
    cp "$here/control/conffiles" "$lists/holdfast.conffiles"
    (cd "$scratch/data" && sha256sum etc/config/holdfast | awk '{ print "/" $2, $1 }') > "$lists/holdfast.conffiles_static"
    (cd "$scratch/data" && find . -type f -printf '/%P\n' | LC_ALL=C sort) > "$scratch/list"
    mv "$scratch/list" "$lists/holdfast.list"
}

# make NAME
make() {
    # shellcheck disable=SC2016
    as_root sh -c 'chown -R 0:0 "$0" && exec "$@"' "$scratch/data" "$apk" mkpkg "${scripts[@]}" \
        --info "name:holdfast" --info "version:$version" --info "arch:$1" --info "license:$(field License)" \
        --info "description:$(field Description)" --info "depends:$(field Depends | tr -d ,)" ${MAINTAINER:+--info "maintainer:$MAINTAINER"} \
        --files "$scratch/data" --output "$scratch/apk"
    place "$scratch/apk" "$out/holdfast-${version}_$1.apk"
}

main() {
    local names name
    [ $# -eq 4 ] || die "wants ROOT VERSION ARCH OUT"
    version=$2 out=$4 apk=${APK:-apk}
    names=$(names_of "$3")
    "$apk" mkpkg --help > /dev/null 2>&1 || die "$apk is no apk of apk-tools 3; OpenWrt's SDK has one: APK=staging_dir/host/bin/apk"
    umask 022
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    "$here/stage.sh" "$1" "$scratch/data"
    write_lists
    [ -z "${SOURCE_DATE_EPOCH:-}" ] || find "$scratch/data" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    scripts=()
    for name in pre-install post-install pre-upgrade post-upgrade pre-deinstall; do
        script "$name" > "$scratch/$name"
        scripts+=(--script "$name:$scratch/$name")
    done
    for name in $names; do
        make "$name"
    done
}

main "$@"
