# shellcheck shell=bash disable=SC2154
# Sourced after ../common.sh by package.sh and the scripts beside this one.
umask 022
export LC_ALL=C TZ=UTC

# Every time in every file is that of the last commit, or SOURCE_DATE_EPOCH where there is no repository.
: "${SOURCE_DATE_EPOCH:=$(git -C "$root" log -1 --format=%ct 2> /dev/null || true)}"
[ -n "$SOURCE_DATE_EPOCH" ] || die "no repository here: set SOURCE_DATE_EPOCH to the source's date, in seconds since 1970"
export SOURCE_DATE_EPOCH

# shellcheck disable=SC2034
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$root/Directory.Build.props")

# tar of folder $1, or of what follows in it, on standard output: sorted, root's, one time.
plain_tar() {
    local folder=$1
    shift
    tar -C "$folder" --format=gnu --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -c "${@:-.}"
}

# The time that the tools look at, in everything below folder $1.
set_times() { find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +; }

# NAME.pub beside the key NAME.sec. The secret key may have a passphrase, so it can't be asked for it.
find_public_key() {
    command -v signify-openbsd > /dev/null || die "signify-openbsd is missing: apt-get install signify-openbsd"
    [ -f "$sign_key" ] || die "there is no key $sign_key; signify-openbsd -G -s NAME.sec -p NAME.pub makes one"
    public_key=${sign_key%.sec}.pub
    [ "$public_key" != "$sign_key" ] && [ -f "$public_key" ] || die "the public key ${sign_key%.sec}.pub is missing beside $sign_key"
}

# check_maintainer TEXT: one line, as Debian's and OpenWrt's packages have it.
check_maintainer() {
    local form='^[^<>@,]+ <[^<>@ ,]+@[^<>@ ,]+>$'
    [[ $1 =~ $form && $1 != *$'\n'* ]] || die "a maintainer is \"NAME <ADDRESS>\", and not \"$1\""
}

# sign FILE SIGNATURE: with the text of FILE in it, and verified with the key that goes into the packages.
sign() {
    signify-openbsd -S -e -s "$sign_key" -m "$1" -x "$2" || die "$1 could not be signed with $sign_key"
    signify-openbsd -V -q -e -p "$public_key" -m /dev/null -x "$2" || die "$public_key is not the public key of $sign_key"
}

# check_size RID FILE: against packaging/budget.
check_size() {
    local size limit
    size=$(stat -c %s "$2")
    limit=$(row packaging/budget "$1" | awk '{ print $2 }') || die "the file packaging/budget has no line for $1"
    note "$(basename "$2"): $size bytes of $limit"
    [ "$size" -le "$limit" ] || die "$2 is over its budget"
}
