#!/bin/bash
# counts.sh [--brief] [--write]: how many arm64 instructions each case of Bench takes for a packet, compiled ahead of time as the agent is, under
# QEMU's user-mode emulation of a Cortex-A72 with AES instructions, and what the file limits allows. What is counted: all that the
# program executes, twice with another number of runs; the difference is the runs'. Fails if a case takes more than its limit.
# --brief: fewer runs; --write: puts what is counted, and 3 percent more, in place of the limits.
. "$(dirname "$0")/../../cross-build/common.sh"

bench=$root/tests/Bench
limits=$bench/limits
runs=400
write=

# A dynamic qemu-aarch64, as the static one takes no plugins: Debian's package qemu-user, or the one named by QEMU.
find_qemu() {
    local program
    for program in ${QEMU:-} $(command -v qemu-aarch64); do
        if "$program" --help | grep -q -e '-plugin'; then
            echo "$program"
            return
        fi
    done
    die "no qemu-aarch64 that takes plugins; install Debian's qemu-user, or name one: QEMU=/path/qemu-aarch64 $0"
}

# Versions of QEMU differ in the version of the interface, not in what is used of it.
build_plugin() {
    local version
    for version in 1 2 3 4 5; do
        gcc -shared -fPIC -O2 -DVERSION="$version" -o "$scratch/insns.so" "$bench/insns.c"
        "$qemu" -plugin "$scratch/insns.so" "$program" --list > /dev/null 2>&1 && return
    done
    die "$qemu refuses the plugin"
}

build_bench() {
    load_target linux-arm64
    "$root/cross-build/native.sh" linux-arm64
    dotnet publish "$bench/Bench.csproj" -c Release -r linux-arm64 --artifacts-path "$artifacts/build/bench-linux-arm64" \
        -p:ObjCopyName="$prefix-objcopy" -nologo -v quiet
    program=$artifacts/build/bench-linux-arm64/publish/Bench/release_linux-arm64/Bench
}

# Instructions of the whole program with case $1 run $2 times.
total() {
    "$qemu" -cpu cortex-a72 -plugin "$scratch/insns.so" "$program" --count "$1" "$2" 2>&1 > /dev/null |
        awk '/^instructions / { print $2; found = 1 } END { exit !found }' || die "case $1 did not run"
}

limit_of() { [ ! -f "$limits" ] || awk -v name="$1" '$1 == name { print $2 }' "$limits"; }

count_all() {
    local name packets few many each limit
    printf '%-28s %14s %10s\n' 'instructions a packet, arm64' counted limit
    "$qemu" "$program" --list | while read -r name packets; do
        few=$(total "$name" "$runs")
        many=$(total "$name" $((2 * runs)))
        each=$(((many - few) / runs / packets))
        limit=$(limit_of "$name")
        printf '%-28s %14s %10s%s\n' "$name" "$each" "${limit:--}" "$([ "$each" -le "${limit:-0}" ] || echo '  over')"
    done
}

main() {
    local argument
    for argument in "$@"; do
        case $argument in
            --brief) runs=50 ;;
            --write) write=yes ;;
            *) die "usage: counts.sh [--brief] [--write]" ;;
        esac
    done
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    qemu=$(find_qemu)
    build_bench
    build_plugin
    count_all | tee "$scratch/counts"
    if [ -n "$write" ]; then
        { sed -n '/^#/p' "$limits" && awk 'NR > 1 { print $1, int($2 * 1.03) + 2 }' "$scratch/counts"; } > "$scratch/limits"
        cp "$scratch/limits" "$limits"
    elif grep -q ' over$' "$scratch/counts"; then
        die "more instructions than tests/Bench/limits allows; if that is meant, write them anew with --write"
    fi
}

main "$@"
