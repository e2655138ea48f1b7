#!/bin/bash
# gateway-root.sh: Debian sid's strongSwan and wireguard-go with all that they need, unpacked into a root directory beside
# this machine's own; prints its path. Nothing is installed: apt works on lists of its own and no package's script runs.
# One root is kept for each set of package versions, which are in its .packages. A newer one is looked for once a week;
# without a network the last one serves.
. "$(dirname "$0")/../../../cross-build/common.sh"
. "$here/private-apt.sh"

suite=sid
wanted=(coreutils charon-systemd strongswan-swanctl libcharon-extra-plugins libcharon-extauth-plugins
    libstrongswan-standard-plugins libstrongswan-extra-plugins wireguard-go)
# They depend on these, but a daemon that is started by hand does not need them.
unwanted='systemd.*|libsystemd-shared|dbus.*|perl.*|libperl.*|debconf|init-system-helpers|adduser|passwd|iptables|kmod'
useless='./usr/share ./usr/lib/*/gconv ./usr/lib/systemd ./etc'

folder=$(dirname "$cache")/gateway
current=$folder/$suite

# No older than a week, and of what is wanted now.
is_fresh() {
    [ -n "$(find "$current/" -maxdepth 0 -mtime -7 2> /dev/null)" ] && [ "$(cat "$current/.wanted" 2> /dev/null)" = "${wanted[*]}" ]
}

resolve() { closure "${wanted[@]}" | grep -Evx "($unwanted)=.*" | sort; }

# A root of the merged layout; the daemon's machine brings /etc, /run, /dev, /proc and /sys.
unpack() {
    local link package pattern exclude=()
    for pattern in $useless; do
        exclude+=("--exclude=$pattern")
    done
    mkdir -p "$work"/root/{dev,etc,proc,run,sys,tmp,var,usr/{bin,sbin,lib,lib64}}
    for link in bin sbin lib lib64; do
        ln -s "usr/$link" "$work/root/$link"
    done
    ln -s /run "$work/root/var/run"
    for package in "$work"/files/*.deb; do
        dpkg-deb --fsys-tarfile "$package" |
            tar -C "$work/root" -x --keep-directory-symlink --no-same-owner "${exclude[@]}" || return
    done
}

# Prints nothing; leaves $current pointing to what the mirror has now.
renew() {
    local packages key
    prepare_apt deb "$suite" || return
    packages=$(resolve)
    [ -n "$packages" ] || return
    key=$(sha256sum <<< "$packages" | cut -c 1-16)
    if [ ! -e "$folder/$suite-$key" ]; then
        mkdir -p "$work/files"
        # shellcheck disable=SC2086
        (cd "$work/files" && private_apt apt-get download $packages >&2) || return
        unpack || return
        echo "${wanted[*]}" > "$work/root/.wanted"
        echo "$packages" > "$work/root/.packages"
        mv -T "$work/root" "$folder/$suite-$key"
    fi
    touch "$folder/$suite-$key"
    ln -sfn "$suite-$key" "$current"
}

main() {
    mkdir -p "$folder"
    exec 9> "$folder/$suite.lock"
    flock 9
    if ! is_fresh; then
        work=$folder/$suite.tmp
        rm -rf "$work"
        trap 'rm -rf "$work"' EXIT
        renew || [ -e "$current" ] || die "no $suite packages could be fetched, and there are none from before"
    fi
    readlink -f "$current"
}

main
