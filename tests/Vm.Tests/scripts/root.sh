# Sourced by image.sh: what is in a machine's root directory.
arch=${1:?amd64 or arm64}
suite=${2:-bookworm}
apt_arch=$arch
name=$arch
[ "$suite" = bookworm ] || name=$suite-$arch

tools=(busybox-static dash kmod iproute2 nftables conntrack iputils-ping iperf3 tcpdump)
strongswan=(charon-systemd strongswan-swanctl libcharon-extra-plugins libcharon-extauth-plugins libstrongswan-standard-plugins
    libstrongswan-extra-plugins)
libreswan=(libreswan libnss3-tools)

# They depend on these, but daemons that are started by hand do not need them.
unwanted='systemd.*|libsystemd-shared|dbus.*|perl.*|libperl.*|python3.*|libpython3.*|debconf|init-system-helpers|adduser'
unwanted+='|passwd|iptables|gnupg.*|gpg.*|dirmngr|pinentry.*|udev|initramfs-tools.*|linux-base.*|klibc-utils|dracut.*|bash'
unwanted+='|coreutils.*|cpio|3cpio|mawk|ucf|sensible-utils|publicsuffix|media-types|libicu.*|strongswan-starter|strongswan-charon'
unwanted+='|linux-image-cloud-.*|gcc-.*-base|base-passwd|login.defs|dmsetup|busybox|debianutils|e2fsprogs|logsave|tzdata|tar|dpkg|usrmerge'
unwanted+='|bind9-.*|dns-root-data|libxml2.*|libuv1.*|libjemalloc.*|liburcu.*|libmaxminddb0|liblmdb0|libgdbm.*|lib.*-perl|tpm-udev|netbase|libpam-modules.*'
useless='./usr/share/doc ./usr/share/man ./usr/share/locale ./usr/share/info ./usr/lib/*/gconv ./usr/share/bash-completion
    ./usr/share/lintian ./usr/share/bug ./etc/init.d'

# Of the kernel's modules: everything of networks and ciphers, and the devices that QEMU has.
modules='kernel/net kernel/crypto kernel/lib kernel/arch kernel/drivers/virtio kernel/drivers/net/veth.ko kernel/drivers/net/tun.ko
    kernel/drivers/net/dummy.ko kernel/drivers/net/virtio_net.ko kernel/drivers/block/virtio_blk.ko kernel/fs/ext4 kernel/fs/jbd2
    kernel/fs/mbcache.ko kernel/drivers/char/virtio_console.ko kernel/drivers/char/hw_random kernel/drivers/watchdog/watchdog.ko
    kernel/drivers/watchdog/softdog.ko'
useless_modules='bluetooth|wireless|mac80211|can|sctp|rds|tipc|atm|batman-adv|ceph|sunrpc|9p|nfc|dccp|openvswitch|hsr|mpls
    |ieee802154|appletalk|ax25|rxrpc|smc|kvm|caif|lapb|decnet|x25|phonet|qrtr|dsa|6lowpan|ncsi|vmw_vsock|netrom|rose'

# unpack_root ROOT: a root of the merged layout, with everything but the kernel's modules.
unpack_root() {
    local target=$1 link package pattern exclude=()
    for pattern in $useless; do
        exclude+=("--exclude=$pattern")
    done
    mkdir -p "$target"/{dev,etc/swanctl,etc/ipsec.d,proc,root,run,sys,tmp,lab,usr/{bin,sbin,lib,lib64},var/{lib/ipsec/nss,log,empty}}
    for link in bin sbin lib lib64; do
        ln -s "usr/$link" "$target/$link"
    done
    ln -s /run "$target/var/run"
    while read -r package; do
        dpkg-deb --fsys-tarfile "$(deb_of "$package")" |
            tar -C "$target" -x --keep-directory-symlink --no-same-owner "${exclude[@]}" || return
    done < <(grep -v '^linux-' "$packages")
    ln -sf dash "$target/usr/bin/sh"
    install -m 755 "$own/root-init" "$target/usr/sbin/init"
    printf '%s\n' root:x:0:0:root:/root:/bin/sh nobody:x:65534:65534::/nonexistent:/bin/false \
        tcpdump:x:103:103::/:/bin/false > "$target/etc/passwd"
    printf '%s\n' root:x:0: nogroup:x:65534: tcpdump:x:103: > "$target/etc/group"
    printf '%s\n' 'passwd: files' 'hosts: files dns' > "$target/etc/nsswitch.conf"
    echo '127.0.0.1 localhost' > "$target/etc/hosts"
    : > "$target/etc/resolv.conf"
}

# kernel_into ROOT FOLDER: the kernel to FOLDER, its modules below ROOT. Newer ones are in several packages, and compressed.
kernel_into() {
    local package version
    mkdir -p "$work/kernel/usr/lib"
    ln -s usr/lib "$work/kernel/lib"
    grep -E '^linux-(image|binary|modules)-[0-9]' "$packages" | while read -r package; do
        dpkg-deb --fsys-tarfile "$(deb_of "$package")" | tar -C "$work/kernel" -x --keep-directory-symlink || return
    done || return
    cp "$work"/kernel/boot/vmlinuz-* "$2/kernel" 2> /dev/null || cp "$work"/kernel/lib/modules/*/vmlinuz "$2/kernel" || return
    version=$(basename "$work"/kernel/lib/modules/*)
    find "$work/kernel/usr/lib/modules" -name '*.ko.xz' -exec xz -d {} +
    mkdir -p "$1/usr/lib/modules/$version"
    # shellcheck disable=SC2086
    (cd "$work/kernel/lib/modules/$version" && { find $modules modules.builtin modules.builtin.modinfo modules.order \
        -type f 2> /dev/null || true; }) | grep -Ev "/(${useless_modules//[[:space:]]/})/" |
        tar -C "$work/kernel/lib/modules/$version" -c -T - | tar -C "$1/usr/lib/modules/$version" -x || return
    rm -rf "$work/kernel"
    depmod -b "$1" "$version"
}
