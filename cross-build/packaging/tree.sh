#!/bin/bash
# tree.sh <rid> <folder> <inputs> <licences> <sbom> [public key]: what is the same in every package, laid out in the folder
# as on the device. The service files come with each kind of package.
. "$(dirname "$0")/../common.sh"
. "$here/packaging/common.sh"

put() { install -D -m "$1" "$2" "$tree$3"; }

packed() { gzip -9n < "$1" > "$scratch/packed" && put 644 "$scratch/packed" "$2.gz"; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
rid=$1 tree=$2 licences=$4 sbom=$5 public_key=${6:-}
documents=/usr/share/doc/holdfast

put 755 "$artifacts/$rid/holdfast" /usr/bin/holdfast
put 755 "$here/packaging/stop" /usr/lib/holdfast/stop
# What the service files call.
for name in guard launch prepare; do
    [ ! -f "$here/services/$name" ] || put 755 "$here/services/$name" "/usr/lib/holdfast/$name"
done
[ -z "$public_key" ] || put 644 "$public_key" /usr/share/holdfast/update.pub
put 644 "$here/packaging/copyright" "$documents/copyright"
put 644 "$here/packaging/agent.json" "$documents/agent.json.example"
packed "$licences" "$documents/licences"
packed "$sbom" "$documents/sbom.spdx.json"
packed "$root/README.md" "$documents/README.md"
packed "$root/CHANGELOG.md" "$documents/CHANGELOG.md"
sed "s/@VERSION@/$version/" "$here/packaging/holdfast.8" > "$scratch/manual"
packed "$scratch/manual" /usr/share/man/man8/holdfast.8
set_times "$tree"
