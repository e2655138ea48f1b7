#!/bin/bash
# check.sh <rid>...: whether artifacts/<rid>/holdfast is what it must be: one static-pie file for that machine, within
# its budget, that loads nothing at run time and whose self test passes in an empty root directory (under user-mode
# emulation where it is for another machine). Prints its size.
. "$(dirname "$0")/common.sh"

check_format() {
    local header segments dynamic
    header=$(readelf -hW "$binary")
    segments=$(readelf -lW "$binary")
    dynamic=$(readelf -dW "$binary")
    grep -q "Machine:.*$machine" <<< "$header" || die "$binary is not for $machine"
    grep -q 'Type: *DYN' <<< "$header" || die "$binary is not position-independent"
    grep -q 'FLAGS_1.*PIE' <<< "$dynamic" || die "$binary is a shared object, not a static-pie executable"
    ! grep -q INTERP <<< "$segments" || die "$binary wants a dynamic loader"
    ! grep NEEDED <<< "$dynamic" >&2 || die "$binary needs the shared libraries above"
}

# Texts of code that loads libraries of the host; none may have been linked in.
check_texts() {
    ! strings -a "$binary" | grep -F -f "$here/forbidden" >&2 || die "$binary has code that loads libraries, see the texts above"
}

check_size() {
    local size limit
    size=$(stat -c %s "$binary")
    limit=$(row budget "$rid" | awk '{ print $2 }') || die "the file budget has no line for $rid"
    [ "$size" -le "$limit" ] || die "$binary has $size bytes, over its budget of $limit"
    note "$rid: $size bytes of $limit"
}

# chroot, also without root where the kernel lets users have namespaces.
enter() {
    if [ "$(id -u)" = 0 ]; then chroot "$@"; else unshare -Ur chroot "$@"; fi
}

can_trace() { strace -o "$scratch/trace" true 2> /dev/null; }

# Runs "holdfast $1" in the empty root directory $scratch/root and leaves its system calls in $scratch/root/trace.
run_traced() {
    if ! is_host; then
        enter "$scratch/root" /emulator -strace -D /trace /holdfast "$1"
    elif can_trace; then
        export -f enter
        strace -f -e trace=execve,open,openat -o "$scratch/trace" bash -c 'enter "$@"' - "$scratch/root" /holdfast "$1" || return
        # What comes before the program itself is bash's and chroot's.
        sed '1,/execve("\/holdfast"/d' "$scratch/trace" > "$scratch/root/trace"
    else
        [ "${CI:-}" != true ] || die "strace may not trace here"
        note "not checked whether $rid opens libraries: strace may not trace here"
        enter "$scratch/root" /holdfast "$1"
    fi
}

check_run() {
    : > "$scratch/root/trace"
    run_traced "$1" > "$scratch/output" 2>&1 || { cat "$scratch/output" >&2; die "'holdfast $1' failed for $rid"; }
    ! grep -E 'open.*\.so[."]' "$scratch/root/trace" >&2 || die "'holdfast $1' opens the shared libraries above"
}

check() {
    load_target "$1"
    binary=$artifacts/$rid/holdfast
    [ -f "$binary" ] || die "there is no $binary, run build.sh $rid"
    check_format
    check_texts
    check_size
    mkdir -p "$scratch/root"
    cp "$binary" "$scratch/root/holdfast"
    is_host || cp "$(find_emulator)" "$scratch/root/emulator"
    check_run version
    check_run self-test
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for name in "$@"; do
    check "$name"
done
