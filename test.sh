#!/bin/bash
# test.sh: installs what the tests lack, builds everything, runs all tests. The last line is the sum:
# "N passed, N failed, N skipped"; the exit code is 0 only if nothing failed. CI=true turns skips for want of root,
# TUN, strongSwan or QEMU into failures, and has the scenarios in virtual machines done in full length.
set -uo pipefail
cd "$(dirname "$0")" || exit 1

lab=tests/Lab.Tests/scripts
reports=artifacts/tests
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

passed=0 failed=0 skipped=0
rm -rf "$reports"

finish() {
    # What failed is named once more, with the reason's first line, as its own lines may be far above.
    grep -hos '<test [^>]*result="Fail"[^>]*>.*' $reports/*.xml |
        sed 's/.* name="\([^"]*\)"[^>]*>\(.*<message>\)\?\([^<]*\).*/failed: \1: \3/; s/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit
}

# Without this step there is nothing to test.
must() {
    printf '== %s\n' "$*"
    "$@" < /dev/null && return
    echo "test.sh: failed: $*" >&2
    failed=$((failed + 1))
    finish
}

# The value of attribute $2 of the report's <assembly> element.
count() { grep -m 1 -o '<assembly [^>]*>' "$1" | grep -o " $2=\"[0-9]*\"" | tr -dc '0-9'; }

# run PROJECT SECONDS [WRAPPER...]: the program kills what outlives its time.
run() {
    local name=$1 limit=$2 report=$reports/$1.xml status=0 bad
    shift 2
    printf '\n== %s\n' "$name"
    timeout --signal=KILL "$limit" "$@" "tests/$name/bin/Release/net10.0/$name" \
        -noLogo -noColor -result-xml "$report" < /dev/null || status=$?
    if [ ! -s "$report" ]; then
        echo "test.sh: $name gave no report, exit code $status (137: killed after $limit s)" >&2
        failed=$((failed + 1))
        return
    fi
    bad=$(($(count "$report" failed) + $(count "$report" errors)))
    [ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
    passed=$((passed + $(count "$report" passed)))
    failed=$((failed + bad))
    skipped=$((skipped + $(count "$report" skipped)))
}

if ! command -v dotnet > /dev/null; then
    echo "test.sh: the .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    failed=1
    finish
fi
must cross-build/packages.sh
# What is missing after this the tests name themselves.
"$lab/prepare.sh" tests < /dev/null || true
must cross-build/native.sh host
must dotnet build -c Release -nologo -v quiet Agent.sln
must cross-build/build.sh linux-x64 linux-arm64

mkdir -p "$reports"
isolated=("$lab/isolated.sh")
"${isolated[@]}" true || isolated=()
run Crypto.Tests 300
run Agent.Tests 900
run Platform.Tests 180 "${isolated[@]}"
run Lab.Tests 1500 "${isolated[@]}"
run Vm.Tests 1800 "${isolated[@]}"
echo
finish
