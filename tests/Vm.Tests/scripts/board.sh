#!/bin/sh
# board.sh FOLDER CARD MEGABYTES TAP DISK [OPTION...]: becomes QEMU with a board that starts from CARD, a disk of build.sh's
# in cross-build/images/debian, whose FOLDER has the kernel. It ends with the process that started it. Its network is the
# device TAP. The image is what a user gets: the unit that lets the tests in comes by the kernel's command line, and its
# scripts in the tar file DISK.
set -eu
folder=$1 card=$2 megabytes=$3 tap=$4 disk=$5
shift 5
unit=$(base64 -w 0 << 'END'
[Service]
ExecStart=/bin/sh -c 'mkdir -p /run/lab && tar -C /run/lab -xf /dev/vdb && exec sh /run/lab/guest/board'
END
)
exec setpriv --pdeathsig KILL qemu-system-aarch64 -M virt,gic-version=2 -cpu cortex-a72 -accel tcg,thread=multi -smp 2 \
    -m "$megabytes" -nodefaults -no-user-config -display none -no-reboot -kernel "$folder/kernel" -initrd "$folder/initrd" \
    -append "console=ttyAMA0 root=LABEL=holdfast-root ro quiet panic=-1 mitigations=off nokaslr \
systemd.set_credential_binary=systemd.extra-unit.lab.service:$unit systemd.wants=lab.service" \
    -drive "file=$card,format=raw,if=none,id=card" -device virtio-blk-pci,drive=card \
    -drive "file=$disk,format=raw,if=none,id=lab,readonly=on" -device virtio-blk-pci,drive=lab \
    -netdev "tap,id=uplink,ifname=$tap,script=no,downscript=no" -device virtio-net-pci,netdev=uplink,romfile= \
    -device virtio-rng-pci "$@"
