#!/bin/bash
# systemd.sh AGENT CONFIG: starts this machine's systemd with holdfast.service, in the network that it is called in and in namespaces of its own
# otherwise: on an overlay of this machine's files, which goes with it, and in a control group below ours. systemd's first process is the
# child of the one that this becomes; enter it by "nsenter --all --root --wd -t". Wants root.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
services=$here/../../../cross-build/services

# The v2 hierarchy, also where a machine has its controllers in v1: systemd then counts and ends processes, no more.
enter_group() {
    local hierarchy
    hierarchy=$(findmnt -n -l -t cgroup2 -o TARGET | head -n 1)
    [ -n "$hierarchy" ] || { echo "systemd.sh: no cgroup2 is mounted here" >&2; exit 77; }
    mkdir "$hierarchy/holdfast-lab-$$"
    echo $$ > "$hierarchy/holdfast-lab-$$/cgroup.procs"
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
    enter_group
    exec unshare --mount --propagation private --pid --cgroup --ipc --uts --fork --kill-child "$0" inside "$@"
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
