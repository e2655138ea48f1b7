#!/bin/bash
# package.sh [OPTION...] [rid...]: what is published, in artifacts/packages/, for these targets (default: all): Debian's package,
# OpenWrt's (for apk where there is an apk of apk-tools 3, which APK names), an archive with an installer, the bare executable,
# what is linked in (SPDX) and checksums. The same commit and tools give the same bytes.
#   --sign-key FILE    signs with the key FILE, NAME.sec, that signify -G has made; NAME.pub beside it goes into the packages.
#   --maintainer NAME  "NAME <ADDRESS>" of who answers for the packages; it stands in them.
#   --no-build         packs artifacts/<rid>/holdfast as it lies there.
#   --output FOLDER    puts them there.
. "$(dirname "$0")/common.sh"
. "$here/packaging/common.sh"

sign_key='' maintainer='' builds=true output=$artifacts/packages

parse() {
    while [ $# -gt 0 ]; do
        case $1 in
        --sign-key) sign_key=${2:?"--sign-key wants a file"}; shift ;;
        --maintainer) maintainer=${2:?"--maintainer wants \"NAME <ADDRESS>\""}; shift ;;
        --output) output=${2:?"--output wants a folder"}; shift ;;
        --no-build) builds=false ;;
        -*) die "unknown option $1; there are: --sign-key FILE, --maintainer NAME, --no-build, --output FOLDER" ;;
        *) break ;;
        esac
        shift
    done
    rids=("$@")
    # shellcheck disable=SC2207
    [ ${#rids[@]} -gt 0 ] || rids=($(known_rids))
}

# All files of a target, in $work/packages.
pack() {
    load_target "$1"
    local tree=$work/$rid name=holdfast-$version-$rid
    [ -f "$artifacts/$rid/holdfast" ] || die "there is no $artifacts/$rid/holdfast, run build.sh $rid"
    "$here/packaging/inputs.sh" "$rid" > "$work/inputs"
    "$here/packaging/sbom.sh" "$rid" "$work/inputs" > "$work/packages/$name.spdx.json"
    "$here/packaging/licences.sh" "$work/inputs" > "$work/licences"
    "$here/packaging/tree.sh" "$rid" "$tree" "$work/inputs" "$work/licences" "$work/packages/$name.spdx.json" "$public_key"
    "$here/packaging/deb.sh" "$tree" "$version" "$debian_arch" "$work/packages" "$work/inputs"
    "$here/packaging/tarball.sh" "$tree" "$version" "$rid" "$work/packages"
    "$here/openwrt/ipk.sh" "$tree" "$version" "$debian_arch" "$work/packages"
    ! $has_apk || "$here/openwrt/apk.sh" "$tree" "$version" "$debian_arch" "$work/packages"
    install -m 755 "$artifacts/$rid/holdfast" "$work/packages/$name"
    [ -z "$sign_key" ] || sign_executable "$name"
    check_size "$rid" "$work/packages/holdfast_${version}_$debian_arch.deb"
}

# The agent reads nothing but this one line of a signature, and compares.
sign_executable() {
    (cd "$work/packages" && sha256sum --tag "$1") > "$work/message"
    sign "$work/message" "$work/packages/$1.sig"
}

finish() {
    (
        cd "$work/packages" || exit
        # shellcheck disable=SC2035
        sha256sum --tag * > "$work/SHA256SUMS"
    )
    mv "$work/SHA256SUMS" "$work/packages/"
    [ -z "$sign_key" ] || sign "$work/packages/SHA256SUMS" "$work/packages/SHA256SUMS.sig"
    [ -z "$public_key" ] || install -m 644 "$public_key" "$work/packages/update.pub"
    # It is replaced; a folder that has anything else in it is not.
    [ ! -e "$output" ] || [ -f "$output/SHA256SUMS" ] || rmdir "$output" || die "$output has something else in it"
    rm -rf "$output"
    mkdir -p "$(dirname "$output")"
    mv -T "$work/packages" "$output"
    note "$output:"
    (cd "$output" && stat -c '%10s  %n' -- *) >&2
    $has_apk || note "No packages for OpenWrt's apk: that takes apk-tools 3, see cross-build/openwrt/README.md."
    [ -n "$maintainer" ] || note "The packages name nobody who answers for them: --maintainer 'NAME <ADDRESS>'."
    [ -n "$sign_key" ] || note "Nothing is signed, and 'holdfast update' takes only what is: --sign-key FILE."
}

main() {
    parse "$@"
    [ -z "$maintainer" ] || check_maintainer "$maintainer"
    export MAINTAINER=$maintainer
    has_apk=false
    ! "${APK:-apk}" mkpkg --help > /dev/null 2>&1 || has_apk=true
    public_key=
    [ -z "$sign_key" ] || find_public_key
    ! $builds || "$here/build.sh" "${rids[@]}"
    mkdir -p "$artifacts"
    work=$(mktemp -d "$artifacts/packages.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    mkdir "$work/packages"
    for name in "${rids[@]}"; do
        pack "$name"
    done
    finish
}

main "$@"
