# In place of OpenWrt's /lib/functions.sh: what the package calls, done as there. What `uci export` prints is shell code that
# calls package, config, option and list; the files of the tests are written like that.

config_cb() { :; }
option_cb() { :; }
list_cb() { :; }

package() { :; }

config() {
	sections=$((sections + 1))
	CONFIG_SECTION=${2:-cfg$sections}
	config_cb "$1" "$CONFIG_SECTION"
}

option() {
	option_name=$1
	shift
	option_cb "$option_name" "$*"
}

list() {
	option_name=$1
	shift
	list_cb "$option_name" "$*"
}

# uci's own error goes nowhere.
config_load() {
	sections=0
	[ -f "/etc/config/$1" ] && sh -n "/etc/config/$1" 2> /dev/null || return 1
	. "/etc/config/$1"
	${CONFIG_SECTION:+config_cb}
}

default_postinst() {
	[ "$PKG_UPGRADE" = 1 ] || /etc/init.d/holdfast enable
	/etc/init.d/holdfast start
}

default_prerm() {
	( . /usr/lib/opkg/info/holdfast.prerm-pkg )
	[ "$PKG_UPGRADE" = 1 ] || /etc/init.d/holdfast disable
	/etc/init.d/holdfast stop
}
