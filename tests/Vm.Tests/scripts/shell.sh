#!/bin/bash
# shell.sh amd64|arm64 [BINARY]: a shell in the tests' virtual machine. The agent is /lab/holdfast, /lab/guest has the
# tests' scripts. `exit` ends the machine.
set -euo pipefail
scripts=$(cd "$(dirname "$0")" && pwd)
arch=${1:?amd64 or arm64}
rid=linux-${arch/amd/x}
binary=${2:-$scripts/../../../artifacts/$rid/holdfast}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
image=$("$scripts/image.sh" "$arch")
tar -C "$(dirname "$binary")" -cf "$work/disk" "$(basename "$binary")" --transform "s|^.*$|holdfast|"
tar -C "$scripts/.." -rf "$work/disk" guest
"$scripts/boot.sh" "$arch" "$image" 384 "$work/disk" lab=shell -serial mon:stdio
