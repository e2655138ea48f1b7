#!/bin/sh
# boot.sh amd64|arm64 IMAGE MEGABYTES DISK ARGUMENTS [OPTION...]: becomes QEMU with this machine, which ends with the
# process that started it. IMAGE is a folder of image.sh's, DISK a tar file for the machine to read, ARGUMENTS go to its
# kernel, OPTIONs to QEMU. Nothing is accelerated: one virtual processor takes one of this machine's.
set -eu
arch=$1 image=$2 megabytes=$3 disk=$4 arguments=$5
shift 5
case $arch in
    amd64) set -- qemu-system-x86_64 -M q35 -cpu max -smp 1 "$@" ; console=ttyS0 ;;
    arm64) set -- qemu-system-aarch64 -M virt,gic-version=2 -cpu cortex-a72 -smp 1 "$@" ; console=ttyAMA0 ;;
    *) echo "boot.sh: no such architecture: $arch" >&2 ; exit 2 ;;
esac
exec setpriv --pdeathsig KILL "$@" -accel tcg,thread=multi -m "$megabytes" \
    -nodefaults -no-user-config -display none -no-reboot \
    -kernel "$image/kernel" -initrd "$image/initrd" \
    -append "console=$console quiet panic=-1 mitigations=off nokaslr $arguments" \
    -drive "file=$image/root.img,format=raw,if=none,id=root,snapshot=on" -device virtio-blk-pci,drive=root \
    -drive "file=$disk,format=raw,if=none,id=lab,readonly=on" -device virtio-blk-pci,drive=lab \
    -device virtio-rng-pci
