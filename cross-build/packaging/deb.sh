#!/bin/bash
# deb.sh <tree> <version> <arch> <folder> <inputs>: Debian's package holdfast_<version>_<arch>.deb of the tree, with systemd's
# units. <inputs>, see inputs.sh, says which sources of Debian's are in the executable; MAINTAINER, who answers for the package.
. "$(dirname "$0")/../common.sh"
. "$here/packaging/common.sh"

parts=$here/packaging/deb

# install_units TREE
install_units() {
    local file
    for file in "$here"/services/*.{service,path}; do
        [ ! -f "$file" ] || install -D -m 644 "$file" "$1/usr/lib/systemd/system/$(basename "$file")"
    done
    install -D -m 644 "$here/services/networkd.conf" "$1/usr/lib/systemd/networkd.conf.d/holdfast.conf"
}

# Names of the units that are enabled when they are installed.
enabled_units() { (cd "$1/usr/lib/systemd/system" && grep -l '^\[Install\]' -- *) | tr '\n' ' ' | sed 's/ $//'; }

# The source packages, with their versions, as policy wants them of what is linked in statically. A package for other machines
# has another source, and says itself what it was built from.
sources_of() {
    local kind name number
    # shellcheck disable=SC2016
    while IFS=$'\t' read -r kind name number _; do
        case $kind in
        source) echo "$name (= $number)" ;;
        deb) dpkg-query -W -f '${source:Package} (= ${source:Version}), ${Built-Using}\n' "$name" | grep -oE '(glibc|gcc-[0-9]+) \(= [^)]*\)' ;;
        esac
    done < "$1" | sort -u
}

built_using() { sources_of "$1" | tr '\n' ',' | sed -e 's/,$//' -e 's/,/, /g'; }

# Who answers for the package; nobody's address is made up.
maintainer=${MAINTAINER:-Unnamed <unnamed@holdfast.invalid>}

# For use in a replacement of sed's.
escape() { sed 's/[\\&\/]/\\&/g' <<< "$1"; }

# write_documents PACKAGE: those that Debian wants in its own forms.
write_documents() {
    install -D -m 644 "$parts/lintian-overrides" "$1/usr/share/lintian/overrides/holdfast"
    printf '%s\n' "holdfast ($version) unstable; urgency=medium" '' '  * What is new is in CHANGELOG.md.gz beside this file.' '' \
        " -- $maintainer  $(date -R -u -d "@$SOURCE_DATE_EPOCH")" | gzip -9n > "$scratch/changelog"
    install -m 644 "$scratch/changelog" "$1/usr/share/doc/holdfast/changelog.gz"
}

write_control() {
    local control=$1/DEBIAN/control
    sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@SIZE@/$(du -k -s --apparent-size "$1" | cut -f 1)/" \
        -e "s/@BUILT_USING@/$(built_using "$2")/" -e "s/@MAINTAINER@/$(escape "$maintainer")/" "$parts/control" > "$control"
}

write_scripts() {
    local name units
    units=$(enabled_units "$1")
    for name in preinst postinst prerm postrm; do
        sed "s/@UNITS@/$units/" "$parts/$name" > "$scratch/script"
        install -m 755 "$scratch/script" "$1/DEBIAN/$name"
    done
}

main() {
    local tree=$1 package
    version=$2 arch=$3
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    package=$scratch/package
    cp -a "$tree" "$package"
    install_units "$package"
    write_documents "$package"
    install -d -m 700 "$package/etc/holdfast"
    mkdir "$package/DEBIAN"
    (cd "$package" && find usr -type f | sort | xargs md5sum) > "$scratch/md5sums"
    write_control "$package" "$5"
    install -m 644 "$scratch/md5sums" "$package/DEBIAN/md5sums"
    write_scripts "$package"
    chmod 755 "$package" "$package/DEBIAN"
    set_times "$package"
    # A dictionary of 8 MiB: more would be memory that unpacking takes on the device. One thread: its number shows in the bytes.
    DPKG_DEB_THREADS_MAX=1 dpkg-deb --root-owner-group -Zxz -z6 -Sextreme --build "$package" "$4/holdfast_${version}_$arch.deb" > "$scratch/log" ||
        { cat "$scratch/log" >&2; die "dpkg-deb failed"; }
}

main "$@"
