#!/bin/bash
# espintcp.sh: the newest machine's disk (image.sh amd64 sid) with the kernel of kernel.sh, in a folder whose path it prints.
# That kernel has no modules, and takes no notice of those that the initrd brings.
. "$(dirname "$0")/../../../cross-build/common.sh"
own=$root/tests/Vm.Tests/scripts

kernel=$("$own/kernel.sh")
image=$("$own/image.sh" amd64 sid)
folder=$(dirname "$image")/espintcp-$(basename "$kernel")-$(basename "$image")
for other in "$(dirname "$image")"/espintcp-*; do
    [ -e "$other/kernel" ] && [ -e "$other/root.img" ] || rm -rf "$other"
done
mkdir -p "$folder"
ln -sfn "$kernel" "$folder/kernel"
ln -sfn "$image/initrd" "$folder/initrd"
ln -sfn "$image/root.img" "$folder/root.img"
echo "$folder"
