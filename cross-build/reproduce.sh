#!/bin/bash
# reproduce.sh [OPTION...] [rid...]: builds the last commit a second time, from a clone in another folder, and compares the
# executable and all packages with those of this folder, built before by package.sh for the same targets and with the same
# options. Default: this machine's.
. "$(dirname "$0")/common.sh"

# Nothing of the second build is left; the libraries are those of the user's cache.
main() {
    local work status=0 name
    [ $# -gt 0 ] || set -- "$(host_rid)"
    [ -d "$artifacts/packages" ] || die "there is nothing to compare with, run package.sh $*"
    [ -z "$(git -C "$root" status --porcelain)" ] || note "notice: what is not committed is not in the second build"
    work=$(mktemp -d)
    # shellcheck disable=SC2064
    trap "rm -rf '$work'" EXIT
    git clone -q --no-hardlinks "$root" "$work/another folder/holdfast"
    "$work/another folder/holdfast/cross-build/package.sh" "$@"
    for name in "$work/another folder/holdfast/artifacts/packages"/*; do
        case $name in
        */SHA256SUMS) continue ;; # of the files compared here
        esac
        if cmp -- "$name" "$artifacts/packages/$(basename "$name")"; then note "same: $(basename "$name")"; else status=1; fi
    done
    return $status
}

main "$@"
