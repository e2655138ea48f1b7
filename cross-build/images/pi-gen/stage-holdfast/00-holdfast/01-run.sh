#!/bin/bash -e
# Installs the package that cross-build/package.sh has made; HOLDFAST_DEB names it in pi-gen's config.

if [ ! -f "${HOLDFAST_DEB:-}" ]; then
	echo "set HOLDFAST_DEB=.../artifacts/packages/holdfast_<version>_arm64.deb in pi-gen's config" >&2
	exit 1
fi

install -m 644 "${HOLDFAST_DEB}" "${ROOTFS_DIR}/tmp/holdfast.deb"
on_chroot << EOF
apt-get install -y --no-install-recommends /tmp/holdfast.deb
EOF
rm "${ROOTFS_DIR}/tmp/holdfast.deb"
