# Sourced by image.sh: what the machine starts from, until it has its disk.

# make_initrd ROOT FILE
make_initrd() {
    local tree=$work/initrd version module
    mkdir -p "$tree"/{bin,dev,proc,sys,new,modules}
    cp "$1/usr/bin/busybox" "$tree/bin/"
    version=$(basename "$1"/usr/lib/modules/*)
    for module in virtio_pci virtio_blk ext4; do
        modprobe -d "$1" -S "$version" --show-depends "$module" | sed -n 's/^insmod \([^ ]*\).*/\1/p'
    done | awk '!seen[$0]++' | while read -r module; do
        cp "$module" "$tree/modules/"
        basename "$module" >> "$tree/modules/order"
    done
    install -m 755 "$own/initrd-init" "$tree/init"
    (cd "$tree" && find . | cpio --quiet --owner 0:0 -o -H newc | gzip -6) > "$2"
}
