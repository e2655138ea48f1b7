#!/bin/sh
# isolated.sh COMMAND [ARGUMENT...]: runs a command in network, mount and process namespaces of its own, with an empty
# /run that goes with it, so that nothing outlives it, however it ends. Without root: in a user namespace as well.
set -eu
PATH=$PATH:/usr/sbin:/sbin
export PATH

flags="--net --mount --propagation private --pid --fork --kill-child --mount-proc"
[ "$(id -u)" -eq 0 ] || flags="--user --map-root-user $flags"

# The shell stays the first process of the namespace, to collect what others leave.
# shellcheck disable=SC2086,SC2016
exec unshare $flags sh -euc '
    mount -t tmpfs -o mode=755 lab /run
    mkdir -p /run/netns /run/tmp
    ip link set lo up
    TMPDIR=/run/tmp
    export TMPDIR
    status=0
    "$@" || status=$?
    exit "$status"
' sh "$@"
