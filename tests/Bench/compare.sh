#!/bin/bash
# compare.sh [--brief] [ROUNDS [SECONDS [CONTENDER...]]]: the agent's ESP path beside wireguard-go, OpenVPN and strongSwan's
# kernel-libipsec, between network namespaces with a NAT in the path, one TCP stream each way; default: 3 rounds, 10 s, all.
# Installs what is missing (that wants root), builds, measures in turns, writes the tables to docs/performance.md, and ends
# with the ratio to wireguard-go. --brief: one round of a second and nothing written; it only shows that all of it works.
# The machine should have nothing else to do.
set -euo pipefail
cd "$(dirname "$0")/../.."

lab=tests/Lab.Tests/scripts
log=artifacts/compare.log
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

quietly() {
    "$@" >> "$log" 2>&1 < /dev/null && return
    tail -n 20 "$log" >&2
    echo "compare.sh: failed: $*" >&2
    exit 1
}

mkdir -p artifacts
: > "$log"
echo "Preparing (a few minutes the first time; details in $log)" >&2
quietly cross-build/packages.sh
quietly "$lab/prepare.sh" compare
quietly cross-build/build.sh
quietly dotnet build -c Release -nologo -v quiet tests/Lab.Tests
exec "$lab/isolated.sh" tests/Lab.Tests/bin/Release/net10.0/Lab.Tests compare "$@"
