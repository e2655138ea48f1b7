#!/bin/bash
# prepare.sh demo|compare|tests: installs the Debian packages that the demonstration, the comparison with others, or all
# tests, need, and loads the TUN driver; for the last two also a newer strongSwan and wireguard-go, beside the machine's;
# for the tests also a fresh Debian, resolvers and the images of the virtual machines. Without root it names what is missing and
# fails.
set -euo pipefail

packages=(iproute2 iputils-ping iperf3 nftables procps util-linux
    charon-systemd strongswan-swanctl libcharon-extra-plugins libcharon-extauth-plugins
    libstrongswan-standard-plugins libstrongswan-extra-plugins)
[ "${1:?demo, compare or tests}" = demo ] || packages+=(openvpn)
[ "$1" != tests ] || packages+=(tshark python3-cryptography-vectors freeradius openssl
    qemu-system-x86 qemu-system-arm cpio e2fsprogs kmod mtools dosfstools fdisk xz-utils dnsmasq-base dbus-daemon
    mmdebstrap busybox-static signify-openbsd systemd qemu-user shellcheck
    gcc libc6-dev make flex bison bc libelf-dev)

die() { printf 'prepare.sh: %s\n' "$*" >&2; exit 1; }
is_root() { [ "$(id -u)" -eq 0 ]; }
is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]; }

install_missing() {
    local missing=() package
    for package in "${packages[@]}"; do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    is_root || die "missing, install as root: apt-get install ${missing[*]}"
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
    # The lab starts the daemons itself, in its own namespaces; the machine is not to become a gateway.
    is_new() { [[ " ${missing[*]} " == *" $1 "* ]]; }
    ! is_new charon-systemd || systemctl disable --now strongswan.service 2> /dev/null || true
    ! is_new openvpn || systemctl disable --now openvpn.service 2> /dev/null || true
    ! is_new freeradius || systemctl disable --now freeradius.service 2> /dev/null || true
}

provide_tun() {
    [ ! -c /dev/net/tun ] || return 0
    is_root || die "/dev/net/tun is missing, as root: modprobe tun"
    modprobe tun 2> /dev/null || true
    [ -c /dev/net/tun ] || { mkdir -p /dev/net && mknod -m 666 /dev/net/tun c 10 200; }
    : 2> /dev/null <> /dev/net/tun || die "/dev/net/tun cannot be opened: this kernel has no TUN driver"
}

install_missing
provide_tun
[ "$1" != demo ] || exit 0
here=$(dirname "$0")
"$here/gateway-root.sh"
[ "$1" = tests ] || exit 0
"$here/debian-root.sh"
"$here/openrc.sh"
"$here/resolver-files.sh"
for arch in amd64 arm64; do
    "$here/../../Vm.Tests/scripts/image.sh" "$arch"
done
"$here/../../Vm.Tests/scripts/image.sh" amd64 sid
"$here/../../Vm.Tests/scripts/espintcp.sh"
