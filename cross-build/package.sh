#!/bin/bash
# package.sh [--sign-key FILE] [--no-build] [--output FOLDER] [rid...]: what is published, in artifacts/packages/, for
# these targets (default: all): Debian's package, OpenWrt's, an archive with an installer, the bare executable, what is
# linked in (SPDX) and checksums. The same commit and tools give the same bytes.
#   --sign-key FILE  signs with the key FILE, NAME.sec, that signify -G has made; NAME.pub beside it goes into the packages.
#   --no-build       packs artifacts/<rid>/holdfast as it lies there.
. "$(dirname "$0")/common.sh"
. "$here/packaging/common.sh"

sign_key='' builds=true output=$artifacts/packages

parse() {
    while [ $# -gt 0 ]; do
        case $1 in
        --sign-key) sign_key=${2:?"--sign-key wants a file"}; shift ;;
        --output) output=${2:?"--output wants a folder"}; shift ;;
        --no-build) builds=false ;;
        -*) die "unknown option $1; there are: --sign-key FILE, --no-build, --output FOLDER" ;;
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
}

main() {
    parse "$@"
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
