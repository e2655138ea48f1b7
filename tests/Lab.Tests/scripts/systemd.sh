#!/bin/bash
# systemd.sh AGENT CONFIG: starts this machine's systemd with holdfast.service, in the network that it is called in and in namespaces of its own
# otherwise: on an overlay of this machine's files, which goes with it, and in a control group of its own. Prints the process number of
# systemd, to be entered by "nsenter --all --root --wd -t", and ends it on SIGTERM. 77: it can't be done here. Wants root.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
services=$here/../../../cross-build/services

# systemd makes groups below this one. Of the v2 hierarchy, also where a machine has its controllers in v1: they are not needed.
make_group() {
    folder=$(mktemp -d)
    mount -t cgroup2 lab "$folder" || exit 77
    group=$folder/holdfast-lab-$$
    mkdir "$group" || exit 77
}

remove_group() {
    local patience=50
    while [ -d "$group" ] && [ $((patience -= 1)) -gt 0 ]; do
        find "$group" -depth -type d -exec rmdir {} \; 2> /dev/null || sleep 0.1
    done
    umount "$folder" && rmdir "$folder"
}

start_inside() {
    echo "$BASHPID" > "$group/cgroup.procs"
    exec unshare --mount --propagation private --pid --cgroup --ipc --uts --fork --kill-child "$0" inside "$@"
}

make_root() {
    base=$(mktemp -d)
    mount -t tmpfs lab "$base"
    mkdir "$base"/{upper,work,root}
    root=$base/root
    mount -t overlay -o "lowerdir=/,upperdir=$base/upper,workdir=$base/work" lab "$root"
    mount -t proc proc "$root/proc"
    mount -t sysfs sysfs "$root/sys"
    mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
    mount -t tmpfs -o mode=755 run "$root/run"
    mount -t tmpfs -o mode=1777 tmp "$root/tmp"
    mount -t tmpfs -o mode=755 dev "$root/dev"
    local node
    mkdir "$root"/dev/{net,pts,shm}
    ln -s pts/ptmx "$root/dev/ptmx"
    mount -t devpts -o newinstance,ptmxmode=0666 pts "$root/dev/pts"
    for node in null zero full random urandom tty net/tun; do
        : > "$root/dev/$node"
        mount --bind "/dev/$node" "$root/dev/$node"
    done
}

# Nothing but the service, and the journal.
install_units() {
    local units=$root/etc/systemd/system unit
    rm -rf "$units"
    mkdir -p "$units" "$root/usr/lib/holdfast" "$root/etc/holdfast"
    for unit in basic sysinit; do
        printf '[Unit]\nDefaultDependencies=no\nWants=systemd-journald.socket\n' > "$units/$unit.target"
    done
    printf '[Unit]\nDefaultDependencies=no\nWants=holdfast.service\n' > "$units/lab.target"
    cp "$services/holdfast.service" "$units/"
    install -m 755 "$services/prepare" "$root/usr/lib/holdfast/"
    install -m 755 "$agent" "$root/usr/bin/holdfast"
    chmod 700 "$root/etc/holdfast"
    install -m 600 -o 0 -g 0 "$config" "$root/etc/holdfast/agent.json"
    rm -f "$root/etc/resolv.conf"
    echo "nameserver 10.10.1.1" > "$root/etc/resolv.conf"
}

if [ "$1" != inside ]; then
    [ "$1" = outside ] || exec unshare --mount --propagation private "$0" outside "$@"
    make_group
    start_inside "$2" "$3" &
    child=$!
    trap 'kill -KILL "$child"' TERM
    first=
    while kill -0 "$child" 2> /dev/null && [ -z "$first" ]; do
        first=$(pgrep --parent "$child" || sleep 0.05)
    done
    echo "systemd is $first"
    while kill -0 "$child" 2> /dev/null; do
        wait "$child" || true
    done
    remove_group
    exit 0
fi
agent=$2 config=$3
make_root
install_units
cd "$root"
mkdir -p .before
pivot_root . .before
umount -l /.before
export container=lab
exec chroot . /lib/systemd/systemd --system --unit=lab.target --show-status=no < /dev/null
