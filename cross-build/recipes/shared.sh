#!/bin/sh
# Links static libraries into shared objects beside them, whole, and bound to themselves and not to the host's libraries
# of those names. For tests under the JIT.
#   $1 compiler prefix, $2 the archive.
set -eu

"$1-gcc" -shared -o "${2%.a}.so" -Wl,--whole-archive "$2" -Wl,--no-whole-archive -Wl,-Bsymbolic -Wl,-z,defs
