#!/bin/bash
# licences.sh <inputs>: the licences of the agent and of all that is linked into it, with their texts, each text once.
. "$(dirname "$0")/../common.sh"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

heading() { printf '\n%s\n%s\n\n' "$1" "$(sed 's/./=/g' <<< "$1")"; }

# text TITLE FILE: without the byte order mark and the line ends of other systems.
text() {
    local key
    sed -e $'1s/^\xef\xbb\xbf//' -e 's/\r$//' "$2" > "$scratch/text"
    key=$(sha256sum < "$scratch/text" | cut -c 1-16)
    heading "$1"
    if [ -e "$scratch/$key" ]; then
        printf 'As of %s.\n' "$(cat "$scratch/$key")"
    else
        printf '%s' "$1" > "$scratch/$key"
        cat "$scratch/text"
    fi
}

# A package with nothing but the licence's name has the licence's text, and its own copyright line.
nuget() {
    local file found=false
    shopt -s nullglob nocaseglob
    for file in "$3"/LICENSE* "$3"/NOTICE* "$3"/THIRD-PARTY-NOTICES*; do
        text "$1 $2, $(basename "$file")" "$file"
        case $file in */[Ll][Ii][Cc]*) found=true ;; esac
    done
    shopt -u nullglob nocaseglob
    ! $found || return 0
    [ "$4" = MIT ] || die "$3 has no licence text, and is not under MIT but $4"
    { sed -n 's:.*<copyright>\(.*\)</copyright>.*:Copyright \1:p' "$3"/*.nuspec; echo; cat "$here/packaging/mit.txt"; } > "$scratch/mit"
    text "$1 $2, MIT" "$scratch/mit"
}

source_package() {
    tar -xOf "$(ls "$(dirname "$3")"/*.debian.tar.*)" debian/copyright > "$scratch/copyright"
    text "$1 $2, debian/copyright" "$scratch/copyright"
}

overview() {
    local kind name version licence
    cat << 'EOF'
Holdfast is under the Apache License 2.0. Its executable has the following in it; the texts come below.
The GNU C library in it is under the GNU Lesser General Public License: with Holdfast's source and its folder cross-build
the executable can be linked with another version of that library.

EOF
    while IFS=$'\t' read -r kind name version licence _; do
        [ "$kind" = tool ] || printf '%-52s %-22s %s\n' "$name" "$version" "$licence"
    done < "$1"
}

main() {
    local kind name version licence file
    overview "$1"
    text "Holdfast, LICENSE" "$root/LICENSE"
    while IFS=$'\t' read -r kind name version licence file; do
        case $kind in
        nuget) nuget "$name" "$version" "$file" "$licence" ;;
        source) source_package "$name" "$version" "$file" ;;
        deb) text "$name $version, copyright" "$file" ;;
        esac
    done < "$1"
    for name in LGPL-2.1 GPL-3; do
        text "$name" "/usr/share/common-licenses/$name"
    done
}

main "$@"
