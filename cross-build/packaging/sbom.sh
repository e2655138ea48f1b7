#!/bin/bash
# sbom.sh <rid> <inputs>: the bill of materials of artifacts/<rid>/holdfast, SPDX 2.3 in JSON.
. "$(dirname "$0")/../common.sh"
. "$here/packaging/common.sh"

# A JSON string. What comes here are names, versions and licences: no control characters.
quote() { printf '"%s"' "$(sed 's/[\\"]/\\&/g' <<< "$1")"; }

# package ID NAME VERSION LICENCE PURL ALGORITHM CHECKSUM [PURPOSE]
package() {
    cat << EOF
    {
      "SPDXID": "SPDXRef-$1",
      "name": $(quote "$2"),
      "versionInfo": $(quote "$3"),
      "downloadLocation": "NOASSERTION",
      "filesAnalyzed": false,
      "licenseConcluded": $(quote "$4"),
      "licenseDeclared": $(quote "$4"),
      "copyrightText": "NOASSERTION",
      "primaryPackagePurpose": "${8:-LIBRARY}",
      "checksums": [ { "algorithm": "$6", "checksumValue": "$7" } ],
      "externalRefs": [ { "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": $(quote "$5") } ]
    }
EOF
}

relationship() {
    printf '    { "spdxElementId": "SPDXRef-%s", "relationshipType": "%s", "relatedSpdxElement": "SPDXRef-%s" }' "$1" "$2" "$3"
}

sha256() { sha256sum "$1" | cut -d ' ' -f 1; }

id_of() { printf '%s-%s' "$1" "$2" | sed 's/[^A-Za-z0-9.-]/-/g'; }

# A purl's version has no "+" and no "~" as they are.
escape() { sed -e 's/+/%2B/g' -e 's/~/%7E/g' -e 's/:/%3A/g' <<< "$1"; }

# Prints the package of an input.
describe() {
    local kind=$1 name=$2 version=$3 licence=$4 file=$5 id
    id=$(id_of "$kind" "$name")
    case $kind in
    nuget | tool)
        package "$id" "$name" "$version" "$licence" "pkg:nuget/$name@$version" SHA512 \
            "$(base64 -d "$file"/*.nupkg.sha512 | od -An -v -tx1 | tr -d ' \n')" "$([ "$kind" = nuget ] || echo APPLICATION)" ;;
    source) package "$id" "$name" "$version" "$licence" "pkg:deb/debian/$name@$(escape "$version")?arch=source" SHA256 "$(sha256 "$file")" ;;
    deb) package "$id" "$name" "$version" "$licence" "pkg:deb/debian/$name@$(escape "$version")" SHA256 "$(sha256 "$(library_of "$name")")" ;;
    esac
}

# The file that was linked from a package of libraries.
library_of() {
    case $1 in
    libc6*) "$prefix-gcc" -print-file-name=libc.a ;;
    *) "$prefix-gcc" -print-file-name=libgcc.a ;;
    esac
}

packages() {
    package holdfast holdfast "$version" Apache-2.0 "pkg:generic/holdfast@$version?arch=$debian_arch&os=linux" SHA256 "$hash" APPLICATION
    while IFS=$'\t' read -r kind name number licence file; do
        printf ',\n'
        describe "$kind" "$name" "$number" "$licence" "$file"
    done < "$inputs"
}

relationships() {
    relationship DOCUMENT DESCRIBES holdfast
    while IFS=$'\t' read -r kind name _; do
        printf ',\n'
        case $kind in
        tool) relationship "$(id_of "$kind" "$name")" BUILD_TOOL_OF holdfast ;;
        *) relationship holdfast STATIC_LINK "$(id_of "$kind" "$name")" ;;
        esac
    done < "$inputs"
}

main() {
    load_target "$1"
    inputs=$2 hash=$(sha256 "$artifacts/$rid/holdfast")
    cat << EOF
{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "holdfast-$version-$rid",
  "documentNamespace": "https://spdx.org/spdxdocs/holdfast-$version-$rid-$hash",
  "creationInfo": {
    "created": "$(date -u -d "@$SOURCE_DATE_EPOCH" +%FT%TZ)",
    "creators": [ "Tool: holdfast-package.sh" ]
  },
  "packages": [
$(packages)
  ],
  "relationships": [
$(relationships)
  ]
}
EOF
}

main "$@"
