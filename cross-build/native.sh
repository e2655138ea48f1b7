#!/bin/bash
# native.sh [rid|host...]: OpenSSL and libsodium as static libraries in artifacts/native/<rid>/ (default: host), and for
# this machine's architecture also as shared objects in artifacts/native/host/, for tests under the JIT.
# Built once for each set of inputs and kept in the user's cache.
. "$(dirname "$0")/common.sh"

# Identifies what a build of library $1 from source $2 depends on.
fingerprint() {
    {
        basename "$2"
        echo "$prefix $openssl_target $openssl_options"
        declare -f run_recipe
        cat "$here/recipes/$1".* "$here/recipes/shared.sh"
        "$prefix-gcc" --version
        clang --version
    } | sha256sum | cut -c 1-16
}

# Unpacks source $2 of library $1 in $3/tree and builds it into $3/out. OpenSSL writes the date of its build into itself: it is
# the source's.
run_recipe() {
    # shellcheck disable=SC2086
    dpkg-source -x "$2" "$3/tree" &&
        (cd "$3/tree" && SOURCE_DATE_EPOCH=$(dpkg-parsechangelog -S Timestamp) && export SOURCE_DATE_EPOCH &&
            "$here/recipes/$1.sh" "$prefix" "$openssl_target" "$3/out" $openssl_options)
}

# Builds library $1 from source $2 into $3, in a scratch directory that is moved into place when complete.
build() {
    local scratch=$3.tmp log=$3.log
    note "building $1 ($(basename "$2" .dsc)) for $rid, a few minutes ..."
    rm -rf "$scratch"
    mkdir -p "$scratch/out"
    run_recipe "$1" "$2" "$scratch" < /dev/null > "$log" 2>&1 || die "building $1 failed, see $log"
    mv -T "$scratch/out" "$3"
    rm -rf "$scratch"
}

# Prints the cache directory of library $1, built if need be. One builds, whoever comes at the same time waits.
cached() {
    local source directory
    source=$("$here/sources.sh" "$1")
    directory=$cache/$1-$rid-$(fingerprint "$1" "$source")
    (
        flock 9
        [ -d "$directory" ] || build "$1" "$source" "$directory"
    ) 9> "$directory.lock"
    echo "$directory"
}

# Copies file $1 into directory $2 in one step, with its time, and only if it is another.
expose() {
    local target
    target=$2/$(basename "$1")
    mkdir -p "$2"
    cmp -s "$1" "$target" && return
    cp -p "$1" "$target.$$"
    mv "$target.$$" "$target"
}

# Archive $1 in directory $2 with those functions weak that recipes/ has in the place of the library's own, and these in an object file
# beside it, for the linker to take first.
replace_parts() {
    local archive=$1 result name
    name=$(basename "$1" .a)
    result=$2/$name
    "$prefix-gcc" -Os -fPIC -fno-builtin -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables \
        -c "$here/recipes/$name.c" -o "$result.o"
    "$prefix-nm" -g --defined-only "$result.o" | awk '{ print $3 }' > "$result.names"
    "$prefix-objcopy" --weaken-symbols="$result.names" "$archive" "$result.a"
}

# The C library without its unwind tables: the run-time unwinds managed code alone.
provide_libc() {
    "$prefix-objcopy" -R .eh_frame -R .rela.eh_frame "$("$prefix-gcc" -print-file-name=libc.a)" "$1/libc.a"
}

provide_archive() {
    if [ -f "$here/recipes/$(basename "$1" .a).c" ]; then
        replace_parts "$1" "$2"
    else
        cp -p "$1" "$2/"
    fi
}

provide() {
    local name directory file scratch=$artifacts/native/$1.$$
    load_target "$1"
    "$here/packages.sh" "$rid"
    mkdir -p "$scratch"
    provide_libc "$scratch"
    for name in openssl libsodium; do
        directory=$(cached "$name")
        for file in "$directory"/*.a; do
            provide_archive "$file" "$scratch"
        done
        ! is_host || for file in "$directory"/*.so; do
            expose "$file" "$artifacts/native/host"
        done
    done
    for file in "$scratch"/*.[ao]; do
        expose "$file" "$artifacts/native/$rid"
    done
    rm -r "$scratch"
}

main() {
    local name
    [ $# -gt 0 ] || set -- host
    for name in "$@"; do
        [ "$name" != host ] || name=$(host_rid)
        provide "$name"
    done
}

main "$@"
