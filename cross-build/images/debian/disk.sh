# Sourced by build.sh: what is on the disk.

root_label=holdfast-root
boot_label=HOLDFAST
boot_megabytes=64
root_megabytes=512
# In MiB, from the beginning of the disk; tests read the boot partition by it.
boot_start=1
root_start=$((boot_start + boot_megabytes))

# make_boot FOLDER FILE: the boot partition. A machine with UEFI starts from it.
make_boot() {
    truncate -s "${boot_megabytes}M" "$2"
    mkfs.vfat -n "$boot_label" "$2" > /dev/null
    printf 'timeout 0\n' > "$work/loader.conf"
    printf '%s\n' 'title Holdfast' 'linux /kernel' 'initrd /initrd' "options root=LABEL=$root_label ro quiet" > "$work/entry"
    mmd -i "$2" ::EFI ::EFI/BOOT ::loader ::loader/entries
    mcopy -i "$2" "$1/kernel" "$1/initrd" ::
    mcopy -i "$2" "$1/loader.efi" ::EFI/BOOT/BOOTAA64.EFI
    mcopy -i "$2" "$work/loader.conf" ::loader/loader.conf
    mcopy -i "$2" "$work/entry" ::loader/entries/holdfast.conf
    mcopy -i "$2" "$own/README.txt" ::
}

# make_disk FOLDER: disk.img there.
make_disk() {
    local disk=$1/disk.img
    make_boot "$1" "$work/boot.img" || return
    truncate -s "$((root_start + root_megabytes + 1))M" "$disk"
    printf '%s\n' 'label: dos' "start=${boot_start}MiB, size=${boot_megabytes}MiB, type=c, bootable" \
        "start=${root_start}MiB, size=${root_megabytes}MiB, type=83" | sfdisk -q "$disk" || return
    dd if="$work/boot.img" of="$disk" bs=1M seek="$boot_start" conv=notrunc,sparse status=none
    dd if="$1/root.img" of="$disk" bs=1M seek="$root_start" conv=notrunc,sparse status=none
}
