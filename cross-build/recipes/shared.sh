#!/bin/sh
# Links static libraries into shared objects beside them, whole, and bound to themselves and not to the host's libraries
# of those names. For tests under the JIT.
#   $1 compiler prefix, $2 the archive, further arguments: options of the linker for the libraries that it needs.
set -eu
prefix=$1 archive=$2
shift 2

"$prefix-gcc" -shared -o "${archive%.a}.so" -Wl,--whole-archive "$archive" -Wl,--no-whole-archive -Wl,-Bsymbolic \
    -Wl,-z,defs "$@"
