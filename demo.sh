#!/bin/bash
# demo.sh: a tunnel from end to end on this machine, in network namespaces of its own. Installs what is missing (that
# wants root), builds the binary, connects to a strongSwan gateway behind a NAT, sends traffic, tears everything down.
# Exit code 0 only if all of that happened.
set -euo pipefail
cd "$(dirname "$0")"

lab=tests/Lab.Tests/scripts
log=artifacts/demo.log
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# quietly TITLE COMMAND...: one line; everything the command says is shown only if it fails.
quietly() {
    local title=$1 start=$SECONDS
    shift
    printf '  %-10s ' "$title"
    if "$@" >> "$log" 2>&1 < /dev/null; then
        echo "done in $((SECONDS - start)) s"
    else
        echo "failed: $*"
        tail -n 20 "$log" >&2
        exit 1
    fi
}

command -v dotnet > /dev/null || {
    echo "demo.sh: the .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    exit 1
}
mkdir -p artifacts
: > "$log"
echo "Preparing (a few minutes the first time; details in $log)"
quietly packages bash -ec "cross-build/packages.sh; $lab/prepare.sh demo"
quietly binaries cross-build/build.sh linux-x64 linux-arm64
quietly lab dotnet build -c Release -nologo -v quiet tests/Lab.Tests
echo
exec "$lab/isolated.sh" tests/Lab.Tests/bin/Release/net10.0/Lab.Tests demo
