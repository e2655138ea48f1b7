#!/bin/bash
# inputs.sh <rid>: what is linked into artifacts/<rid>/holdfast, as the build has left it, one line each. Columns, with a tab
# between: kind (nuget, tool, source, deb), name, version, licence (SPDX), file or folder that it came from.
. "$(dirname "$0")/../common.sh"

line() { printf '%s\t%s\t%s\t%s\t%s\n' "$@"; }

# The value of element $2 of file $1.
element() { sed -n "s:.*<$2\( [^>]*\)\{0,1\}>\([^<]*\)</$2>.*:\2:p" "$1" | sed -n 1p; }

# nuget KIND FOLDER: a restored package.
nuget() {
    local spec licence
    spec=$(ls "$2"/*.nuspec)
    licence=$(element "$spec" license)
    line "$1" "$(element "$spec" id)" "$(element "$spec" version)" "${licence:?"$spec has no licence"}" "$2"
}

# The folder of the package that file $1 was restored from; nothing for a project's own.
folder_of() {
    local folder=$1
    while [ "$folder" != / ]; do
        folder=$(dirname "$folder")
        ! compgen -G "$folder/*.nuspec" > /dev/null || { echo "$folder"; return; }
    done
}

# Folders of the packages whose assemblies the compiler was given.
folders() {
    local folder
    sed -n 's:^-r\:\(.*\)/[^/]*$:\1:p' "$response" | sort -u | while read -r folder; do
        folder_of "$folder/assembly"
    done | sort -u
}

licence_of() { row packaging/licences "$1" | cut -d ' ' -f 2- | sed 's/^ *//'; }

source_package() {
    local dsc version
    dsc=$("$here/sources.sh" "$1")
    version=$(sed -n 's/^Version: //p' "$dsc")
    line source "$1" "$version" "$(licence_of "$1")" "$dsc"
}

# The Debian package that the compiler's static library $2 came from; $1 is its name in packaging/licences.
library() {
    local file package
    file=$(readlink -f "$("$prefix-gcc" -print-file-name="$2")")
    package=$(dpkg -S "$file" | cut -d : -f 1)
    line deb "$package" "$(dpkg-query -W -f '${Version}' "$package")" "$(licence_of "$1")" "/usr/share/doc/$package/copyright"
}

main() {
    local folder
    load_target "$1"
    response=$artifacts/build/$rid/obj/Agent/release_$rid/native/holdfast.ilc.rsp
    [ -f "$response" ] || die "there is no $response, run build.sh $rid"
    for folder in $(folders); do
        nuget nuget "$folder"
        case $folder in
        */microsoft.netcore.app.runtime.nativeaot.*)
            nuget tool "${folder%/*/*}/runtime.$(host_rid).microsoft.dotnet.ilcompiler/${folder##*/}" ;;
        esac
    done
    source_package openssl
    source_package libsodium
    library libc libc.a
    library libgcc libgcc.a
}

main "$@"
