# In place of Buildroot's package infrastructure: its words, and a target for each step. DIR is the unpacked archive.
qstrip = $(strip $(subst ",,$(1)))
KCONFIG_ENABLE_OPT = @echo enable $(1)
INSTALL = install
generic-package =
HOLDFAST_PKGDIR = $(BR2_EXTERNAL_HOLDFAST_PATH)/package/holdfast

all: $(DIR)/target $(DIR)/sysv $(DIR)/systemd $(DIR)/openrc $(DIR)/linux $(DIR)/source

include $(BR2_EXTERNAL_HOLDFAST_PATH)/external.mk

$(DIR)/target:
	$(HOLDFAST_INSTALL_TARGET_CMDS)

$(DIR)/sysv:
	$(HOLDFAST_INSTALL_INIT_SYSV)

$(DIR)/systemd:
	$(HOLDFAST_INSTALL_INIT_SYSTEMD)

$(DIR)/openrc:
	$(HOLDFAST_INSTALL_INIT_OPENRC)

$(DIR)/linux:
	$(HOLDFAST_LINUX_CONFIG_FIXUPS)

$(DIR)/source:
	@echo source $(HOLDFAST_SITE)/$(HOLDFAST_SOURCE) by $(HOLDFAST_SITE_METHOD)
