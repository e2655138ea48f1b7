#!/bin/bash
# build.sh [rid...]: the agent as one static executable, artifacts/<rid>/holdfast, with its symbols beside it, checked
# by check.sh. Default: this machine's architecture.
. "$(dirname "$0")/common.sh"

publish() {
    # The compiler server outlives the build: with the lock open in it, the next build would wait for it to go idle.
    # An output folder for each target: builds for two targets and an ordinary build don't disturb each other.
    # PathMap: the same bytes in whatever folder this repository lies.
    dotnet publish "$root/src/Agent/Agent.csproj" -c Release -r "$rid" --artifacts-path "$artifacts/build/$rid" \
        -p:ObjCopyName="$prefix-objcopy" -p:PathMap="$root=/holdfast" -nologo -v quiet 9>&-
}

# Puts a published file in its place in one step.
install_file() {
    mkdir -p "$artifacts/$rid"
    cp "$artifacts/build/$rid/publish/Agent/release_$rid/$1" "$artifacts/$rid/$1.$$"
    mv "$artifacts/$rid/$1.$$" "$artifacts/$rid/$1"
}

build() {
    load_target "$1"
    "$here/native.sh" "$rid"
    mkdir -p "$artifacts/build"
    (
        flock 9
        publish
        install_file holdfast
        install_file holdfast.dbg
    ) 9> "$artifacts/build/$rid.lock"
    "$here/check.sh" "$rid"
}

main() {
    local name
    [ $# -gt 0 ] || set -- "$(host_rid)"
    for name in "$@"; do
        build "$name"
    done
}

main "$@"
