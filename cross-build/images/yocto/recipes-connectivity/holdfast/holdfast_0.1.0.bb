SUMMARY = "IKEv2 VPN agent"
DESCRIPTION = "Connects the device to its gateway and keeps it connected. One static executable, packed by cross-build/package.sh."
LICENSE = "Apache-2.0"
LIC_FILES_CHKSUM = "file://${COMMON_LICENSE_DIR}/Apache-2.0;md5=89aea4e17d99a7cacdbeed46a0096b10"

COMPATIBLE_HOST = "(aarch64|x86_64).*-linux"
HOLDFAST_RID = "linux-arm64"
HOLDFAST_RID:x86-64 = "linux-x64"

FILESEXTRAPATHS:prepend := "${HOLDFAST_PACKAGES}:"
SRC_URI = "file://holdfast-${PV}-${HOLDFAST_RID}.tar.gz"

# Scarthgap has no such folder of its own.
UNPACKDIR ??= "${WORKDIR}"
S = "${UNPACKDIR}/holdfast-${PV}-${HOLDFAST_RID}"

inherit systemd update-rc.d

SYSTEMD_SERVICE:${PN} = "holdfast.service holdfast.path holdfast-first-boot.service"

# Before the network, which is started in the runlevels.
INITSCRIPT_NAME = "holdfast"
INITSCRIPT_PARAMS = "start 37 S . stop 81 0 6 ."

do_configure[noexec] = "1"
do_compile[noexec] = "1"

do_install() {
    install -D -m 0755 ${S}/tree/usr/bin/holdfast ${D}${bindir}/holdfast
    install -d ${D}${nonarch_libdir}/holdfast
    cp -R --no-dereference --preserve=mode ${S}/tree/usr/lib/holdfast/. ${D}${nonarch_libdir}/holdfast/
    rm -f ${D}${nonarch_libdir}/holdfast/stop ${D}${nonarch_libdir}/holdfast/uninstall
    if [ -d ${S}/tree/usr/share/holdfast ]; then
        install -d ${D}${datadir}/holdfast
        cp -R --no-dereference --preserve=mode ${S}/tree/usr/share/holdfast/. ${D}${datadir}/holdfast/
    fi
    install -d -m 0700 ${D}${sysconfdir}/holdfast
    if ${@bb.utils.contains('DISTRO_FEATURES', 'systemd', 'true', 'false', d)}; then
        for unit in ${S}/services/*.service ${S}/services/*.path; do
            [ ! -f $unit ] || install -D -m 0644 -t ${D}${systemd_system_unitdir} $unit
        done
        install -D -m 0644 ${S}/services/networkd.conf ${D}${nonarch_libdir}/systemd/networkd.conf.d/holdfast.conf
    else
        install -D -m 0755 ${S}/services/holdfast.busybox ${D}${sysconfdir}/init.d/holdfast
    fi
}

FILES:${PN} += "${nonarch_libdir}/holdfast ${nonarch_libdir}/systemd/networkd.conf.d ${datadir}/holdfast"

# It comes static, without symbols, and from another linker.
INHIBIT_PACKAGE_STRIP = "1"
INHIBIT_SYSROOT_STRIP = "1"
INHIBIT_PACKAGE_DEBUG_SPLIT = "1"
INSANE_SKIP:${PN} += "already-stripped ldflags"

RDEPENDS:${PN} += "ca-certificates"
# Where the kernel has them as modules; docs/kernel.md says what for.
RRECOMMENDS:${PN} += "kernel-module-tun kernel-module-nf-tables kernel-module-nft-fib-inet kernel-module-xfrm-user \
    kernel-module-xfrm-interface kernel-module-esp4 kernel-module-esp6 kernel-module-gcm kernel-module-seqiv \
    kernel-module-authenc kernel-module-chacha20poly1305"
