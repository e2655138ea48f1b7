# Sourced by build.sh: the machine that makes the image of itself.

# A machine with much memory and little to do; what it takes is this machine's time.
megabytes=768
patience=1500

# make_initrd MODULES FILE: enough to have the root disk. MODULES is a folder as modprobe's -d wants it.
make_initrd() {
    local tree=$work/initrd module version
    rm -rf "$tree"
    mkdir -p "$tree"/{bin,dev,proc,sys,new,modules}
    dpkg-deb --fsys-tarfile "$(deb_of "$(grep ^busybox-static= "$packages")")" | tar -C "$tree" -x ./usr/bin/busybox ||
        return
    mv "$tree/usr/bin/busybox" "$tree/bin/"
    rm -r "$tree/usr"
    version=$(basename "$1"/lib/modules/*)
    depmod -b "$1" "$version"
    for module in virtio_pci virtio_mmio virtio_blk virtio_scsi sd_mod nvme ext4; do
        modprobe -d "$1" -S "$version" --show-depends "$module" 2> /dev/null | sed -n 's/^insmod \([^ ]*\).*/\1/p'
    done | awk '!seen[$0]++' | while read -r module; do
        cp "$module" "$tree/modules/"
        basename "$module" .xz >> "$tree/modules/order"
    done
    unxz "$tree"/modules/*.xz
    install -m 755 "$own/initrd-init" "$tree/init"
    (cd "$tree" && find . | LC_ALL=C sort | cpio --quiet --owner 0:0 -o -H newc | gzip -n -9) > "$2"
}

# take_apart FOLDER: kernel, initrd and boot loader there; the modules in $work/kernel.
take_apart() {
    mkdir -p "$work/kernel/usr"
    ln -s usr/lib "$work/kernel/lib"
    dpkg-deb --fsys-tarfile "$(deb_of "$(grep ^linux-image- "$packages")")" |
        tar -C "$work/kernel" -x --keep-directory-symlink || return
    cp "$work"/kernel/boot/vmlinuz-* "$1/kernel"
    dpkg-deb --fsys-tarfile "$(deb_of "$(grep ^systemd-boot-efi= "$packages")")" |
        tar -x -O ./usr/lib/systemd/boot/efi/systemd-bootaa64.efi > "$1/loader.efi" || return
    make_initrd "$work/kernel" "$1/initrd"
}

# run_stage FOLDER STAGE FILE...: lets the machine in FOLDER do what the script STAGE says, with the files beside it.
run_stage() {
    local target=$1 stage=$2 file
    shift 2
    rm -rf "$work/stage"
    mkdir -p "$work/stage"
    cp "$own/$stage" "$work/stage/run"
    for file in "$@"; do
        cp -r "$file" "$work/stage/"
    done
    tar -C "$work/stage" --owner=0 --group=0 -cf "$work/stage.tar" .
    timeout "$patience" qemu-system-aarch64 -M virt,gic-version=2 -cpu cortex-a72 -accel tcg,thread=multi -smp 2 \
        -m "$megabytes" -nodefaults -no-user-config -display none -no-reboot -serial "file:$work/console" \
        -kernel "$target/kernel" -initrd "$target/initrd" \
        -append "console=ttyAMA0 quiet panic=-1 mitigations=off root=/dev/vda init=/stage" \
        -drive "file=$target/root.img,format=raw,if=none,id=root,cache=unsafe" -device virtio-blk-pci,drive=root \
        -drive "file=$work/stage.tar,format=raw,if=none,id=stage,readonly=on" -device virtio-blk-pci,drive=stage \
        -device virtio-rng-pci < /dev/null >&2 9>&- || true
    if ! grep -q '^stage: done' "$work/console"; then
        tail -n 60 "$work/console" >&2
        die "the machine could not do $stage"
    fi
}

# unpacked DEB FILE: the same package without compression: the emulated machine is slow at that.
unpacked() {
    local tree=$work/member
    rm -rf "$tree"
    mkdir -p "$tree"
    (cd "$tree" && ar x "$1" && unxz data.tar.xz && ar rc "$2" debian-binary control.tar.* data.tar)
}

# make_base FOLDER: Debian without Holdfast: kernel, initrd, loader.efi and root.img.
make_base() {
    local tree=$work/root package
    fetch || return
    take_apart "$1" || return
    mkdir -p "$tree"/{dev,etc,proc,run,sys,tmp,root,usr/{bin,sbin,lib},var/lib/dpkg/{info,updates},var/log}
    for package in bin sbin lib; do
        ln -s "usr/$package" "$tree/$package"
    done
    : > "$tree/var/lib/dpkg/status"
    # Unpacked here, so that dpkg can run there; it installs the same once more.
    grep -v -e ^linux-image- -e ^systemd-boot-efi= "$packages" | while read -r package; do
        dpkg-deb --fsys-tarfile "$(deb_of "$package")" |
            tar -C "$tree" -x --keep-directory-symlink --no-same-owner --exclude='./usr/share/doc' --exclude='./usr/share/man' \
                --exclude='./usr/share/locale' || return
        unpacked "$(deb_of "$package")" "$work/$(basename "$(deb_of "$package")")" || return
    done
    cp -r "$work/kernel/usr/lib/modules" "$tree/usr/lib/"
    install -m 755 "$own/stage" "$tree/stage"
    mke2fs -q -t ext4 -L "$root_label" -E root_owner=0:0,lazy_itable_init=0 -d "$tree" "$1/root.img" "${root_megabytes}M" >&2 ||
        return
    run_stage "$1" stage-base "$work"/*.deb
}

# make_image BASE PACKAGE... FOLDER
make_image() {
    local target=${!#} base=$1
    cp --sparse=always "$base"/* "$target/"
    run_stage "$target" stage-image "${@:2:$#-2}" "$own/files" || return
    make_disk "$target" || return
    rm "$target/root.img" "$target/loader.efi"
}
