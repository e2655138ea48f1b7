#!/bin/sh
# install.sh [--root FOLDER] [--init systemd|openrc|busybox|sysvinit|none] [--no-start]: installs Holdfast, or upgrades it in
# place: the configuration stays as it is, and an agent that runs hands over with its kill switch shut.
#   --root FOLDER  into a system that lies below FOLDER and does not run (for images).
#   --init NAME    what starts the agent there, if this is not to be found out.
#   --no-start     nothing is started now.
set -eu
umask 022

here=$(cd "$(dirname "$0")" && pwd)
root='' init='' starts=true
list=usr/lib/holdfast/files

say() { printf '%s\n' "$*"; }
die() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }
has() { command -v "$1" > /dev/null 2>&1; }

usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; }

parse() {
	while [ $# -gt 0 ]; do
		case $1 in
		--root) root=${2:?--root wants a folder}; root=${root%/}; shift ;;
		--init) init=${2:?--init wants a name}; shift ;;
		--no-start) starts=false ;;
		-h | --help) usage; exit 0 ;;
		*) die "unknown option $1; install.sh --help tells what there is" ;;
		esac
		shift
	done
	[ -z "$root" ] || starts=false
}

check() {
	[ "$(id -u)" = 0 ] || die "only root can install it: sudo $0"
	[ -z "$root" ] || [ -d "$root" ] || die "there is no folder $root"
	# A system below another folder may be for another machine.
	[ -z "$root" ] || return 0
	case $(uname -m) in
	"$(cat "$here/machine")"*) ;;
	*) die "this archive is for $(cat "$here/machine"), and this machine is $(uname -m)" ;;
	esac
	executable=$here/tree/usr/bin/holdfast
	case $("$executable" version || true) in
	"holdfast "*) ;;
	*) die "$executable does not run; is this folder's file system mounted 'noexec'?" ;;
	esac
	"$executable" self-test > /dev/null || die "'$executable self-test' fails: is the archive whole? SHA256SUMS tells"
}

# What starts services there. BusyBox's and System V's init both have an inittab, of two kinds.
find_init() {
	if [ -d "$root/run/systemd/system" ] || [ -x "$root/usr/lib/systemd/systemd" ] || [ -x "$root/lib/systemd/systemd" ]; then
		say systemd
	elif [ -x "$root/sbin/openrc-run" ] || [ -x "$root/usr/sbin/openrc-run" ]; then
		say openrc
	elif [ ! -f "$root/etc/inittab" ]; then
		say none
	else
		case $(readlink "$root/sbin/init" || true) in
		*busybox*) say busybox ;;
		*) if grep -q ':initdefault:' "$root/etc/inittab"; then say sysvinit; else say busybox; fi ;;
		esac
	fi
}

# put MODE FILE PATH: in one step, so that at no time there is half a file.
put() {
	mkdir -p "$root/$(dirname "$3")"
	cp "$2" "$root/$3.new"
	chmod "$1" "$root/$3.new"
	mv -f "$root/$3.new" "$root/$3"
}

put_files() {
	# An executable that "holdfast update" has on trial is superseded: nothing goes back behind this one.
	rm -f "$root/usr/bin/holdfast.previous" "$root"/usr/bin/.holdfast.* "$root/var/lib/holdfast/update.json" "$root/var/lib/holdfast/update.failed" \
		"$root"/var/lib/holdfast/update.starts.*
	while read -r file; do
		mode=644
		[ ! -x "$here/tree/$file" ] || mode=755
		put "$mode" "$here/tree/$file" "$file"
	done < "$here/files"
	put 644 "$here/files" "$list"
	[ -d "$root/etc/holdfast" ] || { mkdir -p "$root/etc/holdfast" && chmod 700 "$root/etc/holdfast"; }
}

# Units are enabled when they are new; who has disabled one wants it so.
add_systemd() {
	for unit in "$here"/services/*.service "$here"/services/*.path; do
		[ -f "$unit" ] || continue
		name=$(basename "$unit") is_new=true
		[ ! -e "$root/etc/systemd/system/$name" ] || is_new=false
		put 644 "$unit" "etc/systemd/system/$name"
		$is_new || continue
		for target in $(sed -n 's/^WantedBy=//p' "$unit"); do
			mkdir -p "$root/etc/systemd/system/$target.wants"
			ln -sf "/etc/systemd/system/$name" "$root/etc/systemd/system/$target.wants/$name"
		done
	done
	put 644 "$here/services/networkd.conf" etc/systemd/networkd.conf.d/holdfast.conf
}

# Before the network, which is in the runlevel boot: the kill switch closes first. As with units, who has taken one out of the
# runlevel wants it so.
add_openrc() {
	for name in holdfast holdfast-first-boot; do
		is_new=true
		[ ! -e "$root/etc/init.d/$name" ] || is_new=false
		put 755 "$here/services/$name.openrc" "etc/init.d/$name"
		$is_new || continue
		mkdir -p "$root/etc/runlevels/boot"
		ln -sf "/etc/init.d/$name" "$root/etc/runlevels/boot/$name"
	done
}

# add_inittab LINE
add_inittab() {
	! grep -q /usr/lib/holdfast/respawn "$root/etc/inittab" || return 0
	{ cat "$root/etc/inittab"; say "$1"; } > "$root/etc/inittab.new"
	chmod 644 "$root/etc/inittab.new"
	mv -f "$root/etc/inittab.new" "$root/etc/inittab"
}

add_service() {
	case $init in
	systemd) add_systemd ;;
	openrc) add_openrc ;;
	busybox) add_inittab "::respawn:/usr/lib/holdfast/respawn" ;;
	sysvinit) add_inittab "hf:2345:respawn:/usr/lib/holdfast/respawn" ;;
	none) say "Nothing here starts services that install.sh knows; have it start: /usr/bin/holdfast run" ;;
	*) die "unknown --init $init; there are: systemd, openrc, busybox, sysvinit, none" ;;
	esac
}

# Whoever started the agent starts it again, by the new executable.
hand_over() { [ -S /run/holdfast/control.sock ] && /usr/bin/holdfast restart; }

start() {
	[ "$init" != systemd ] || systemctl daemon-reload
	! hand_over 2> /dev/null || return 0
	case $init in
	systemd)
		# It waits for a configuration.
		[ ! -f /etc/systemd/system/holdfast.path ] || systemctl start holdfast.path
		systemctl start holdfast.service
		;;
	openrc) [ ! -e /etc/holdfast/agent.json ] || rc-service holdfast start ;;
	busybox | sysvinit) kill -HUP 1 ;;
	esac
}

parse "$@"
check
[ -n "$init" ] || init=$(find_init)
put_files
add_service
has sync && sync
! $starts || start || say "It could not be started; the line above says why."
say "Holdfast is installed ($init)."
[ -f "$root/etc/holdfast/agent.json" ] ||
	say "Now write /etc/holdfast/agent.json (mode 600), as /usr/share/doc/holdfast/agent.json.example; then 'holdfast check' tells what it would do."
