#!/bin/bash
# stage.sh ROOT OUT: the files of OpenWrt's package, as they lie on the router, in the new folder OUT. From ROOT come
# usr/bin/holdfast and, where they are there, the guard, the key and the licences; the rest is in files/.
. "$(dirname "$0")/common.sh"

# put MODE FROM TO
put() { install -D -m "$1" "$2" "$out/$3"; }

# take MODE FILE: what ROOT may have.
take() { [ ! -e "$root/$2" ] || put "$1" "$root/$2" "$2"; }

main() {
    [ $# -eq 2 ] || die "wants ROOT OUT"
    root=$1 out=$2
    [ -x "$root/usr/bin/holdfast" ] || die "there is no executable $root/usr/bin/holdfast"
    [ ! -e "$out" ] || die "$out is there already"
    umask 022
    put 755 "$root/usr/bin/holdfast" usr/bin/holdfast
    take 755 usr/lib/holdfast/guard
    take 644 usr/share/holdfast/update.pub
    take 644 usr/share/doc/holdfast/copyright
    take 644 usr/share/doc/holdfast/licences.gz
    put 755 "$here/../services/holdfast.procd" etc/init.d/holdfast
    put 755 "$here/files/holdfast.run" usr/libexec/holdfast
    put 755 "$here/files/uci-to-json" usr/lib/holdfast/uci-to-json
    put 644 "$here/files/uci-to-json.awk" usr/lib/holdfast/uci-to-json.awk
    # Passwords may be in it; uci keeps the mode.
    put 600 "$here/files/holdfast.config" etc/config/holdfast
    put 644 "$here/files/holdfast.keep" lib/upgrade/keep.d/holdfast
    install -d -m 700 "$out/etc/holdfast"
}

main "$@"
