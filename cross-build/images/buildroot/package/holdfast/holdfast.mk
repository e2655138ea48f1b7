################################################################################
#
# holdfast
#
################################################################################

HOLDFAST_VERSION = 0.1.0
HOLDFAST_SOURCE = holdfast-$(HOLDFAST_VERSION)-linux-$(if $(BR2_x86_64),x64,arm64).tar.gz
HOLDFAST_SITE = $(call qstrip,$(BR2_PACKAGE_HOLDFAST_PACKAGES))
HOLDFAST_SITE_METHOD = file
HOLDFAST_LICENSE = Apache-2.0
HOLDFAST_LICENSE_FILES = tree/usr/share/doc/holdfast/copyright
# package.sh writes the sums, into SHA256SUMS beside the archive.
BR_NO_CHECK_HASH_FOR += $(HOLDFAST_SOURCE)

define HOLDFAST_INSTALL_TARGET_CMDS
	$(INSTALL) -D -m 0755 $(@D)/tree/usr/bin/holdfast $(TARGET_DIR)/usr/bin/holdfast
	$(INSTALL) -d -m 0755 $(TARGET_DIR)/usr/lib/holdfast
	cp -a $(@D)/tree/usr/lib/holdfast/. $(TARGET_DIR)/usr/lib/holdfast/
	rm -f $(addprefix $(TARGET_DIR)/usr/lib/holdfast/,stop uninstall)
	if [ -d $(@D)/tree/usr/share/holdfast ]; then \
		mkdir -p $(TARGET_DIR)/usr/share/holdfast; \
		cp -a $(@D)/tree/usr/share/holdfast/. $(TARGET_DIR)/usr/share/holdfast/; \
	fi
	$(INSTALL) -d -m 0700 $(TARGET_DIR)/etc/holdfast
endef

# Before the network (S40network): the kill switch closes first.
define HOLDFAST_INSTALL_INIT_SYSV
	$(INSTALL) -D -m 0755 $(@D)/services/holdfast.busybox $(TARGET_DIR)/etc/init.d/S19holdfast
endef

define HOLDFAST_INSTALL_INIT_OPENRC
	$(INSTALL) -D -m 0755 $(@D)/services/holdfast.openrc $(TARGET_DIR)/etc/init.d/holdfast
	$(INSTALL) -D -m 0755 $(@D)/services/holdfast-first-boot.openrc $(TARGET_DIR)/etc/init.d/holdfast-first-boot
endef

# Buildroot enables what can be enabled.
define HOLDFAST_INSTALL_INIT_SYSTEMD
	for unit in $(@D)/services/*.service $(@D)/services/*.path; do \
		[ ! -f $$unit ] || $(INSTALL) -D -m 0644 -t $(TARGET_DIR)/usr/lib/systemd/system $$unit || exit 1; \
	done
	$(INSTALL) -D -m 0644 $(@D)/services/networkd.conf $(TARGET_DIR)/usr/lib/systemd/networkd.conf.d/holdfast.conf
endef

# docs/kernel.md says what for.
HOLDFAST_KERNEL_OPTIONS = \
	CONFIG_TUN CONFIG_NF_TABLES CONFIG_NF_TABLES_INET CONFIG_NF_TABLES_IPV4 CONFIG_NF_TABLES_IPV6 \
	CONFIG_NFT_FIB_IPV4 CONFIG_NFT_FIB_IPV6 CONFIG_NFT_FIB_INET \
	CONFIG_XFRM_USER CONFIG_XFRM_INTERFACE CONFIG_INET_ESP CONFIG_INET6_ESP \
	CONFIG_CRYPTO_GCM CONFIG_CRYPTO_SEQIV CONFIG_CRYPTO_CHACHA20POLY1305 CONFIG_CRYPTO_CBC \
	CONFIG_CRYPTO_HMAC CONFIG_CRYPTO_AUTHENC CONFIG_CRYPTO_SHA256 CONFIG_CRYPTO_SHA512

define HOLDFAST_LINUX_CONFIG_FIXUPS
	$(call KCONFIG_ENABLE_OPT,CONFIG_NETFILTER)
	$(foreach option,$(HOLDFAST_KERNEL_OPTIONS),$(call KCONFIG_ENABLE_OPT,$(option))
	)
endef

$(eval $(generic-package))
