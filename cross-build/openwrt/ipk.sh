#!/bin/bash
# ipk.sh ROOT VERSION ARCH OUT: packages for opkg (OpenWrt up to 24.10), holdfast_VERSION_ARCH.ipk in the folder OUT. ROOT is
# as for stage.sh; ARCH is Debian's name, for one package for each of OpenWrt's, or one of those; see the file architectures. With
# SOURCE_DATE_EPOCH the same input gives the same bytes. MAINTAINER, "NAME <ADDRESS>", says who answers for the packages.
. "$(dirname "$0")/common.sh"

# pack FOLDER FILE NAME...
pack() {
    local folder=$1 file=$2
    shift 2
    tar --format=gnu --sort=name --mtime="@$epoch" --owner=0 --group=0 --numeric-owner -C "$folder" -cf - "$@" |
        gzip -9n > "$file"
}

# What sed does with that line: without a name it goes.
maintainer_line() {
    if [ -n "${MAINTAINER:-}" ]; then printf 's/@MAINTAINER@/%s/' "$(sed 's/[\\&\/]/\\&/g' <<< "$MAINTAINER")"; else echo '/@MAINTAINER@/d'; fi
}

# make NAME: the data is the same for all.
make() {
    sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$1/" -e "s/@SIZE@/$size/" -e "s/@EPOCH@/$epoch/" \
        -e "$(maintainer_line)" \
        "$here/control/control.in" > "$scratch/control/control"
    pack "$scratch/control" "$scratch/package/control.tar.gz" .
    pack "$scratch/package" "$scratch/ipk" ./debian-binary ./data.tar.gz ./control.tar.gz
    place "$scratch/ipk" "$out/holdfast_${version}_$1.ipk"
}

main() {
    local names name
    [ $# -eq 4 ] || die "wants ROOT VERSION ARCH OUT"
    version=$2 out=$4 epoch=${SOURCE_DATE_EPOCH:-$(date +%s)}
    names=$(names_of "$3")
    umask 022
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    "$here/stage.sh" "$1" "$scratch/data"
    # What opkg compares with the free space.
    size=$(find "$scratch/data" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')
    mkdir "$scratch/control" "$scratch/package"
    install -m 755 "$here"/control/{preinst,postinst,prerm,prerm-pkg} "$scratch/control/"
    install -m 644 "$here/control/conffiles" "$scratch/control/"
    echo 2.0 > "$scratch/package/debian-binary"
    pack "$scratch/data" "$scratch/package/data.tar.gz" .
    for name in $names; do
        make "$name"
    done
}

main "$@"
