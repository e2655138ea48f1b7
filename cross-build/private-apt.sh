# Sourced after common.sh by scripts that take something from Debian without touching this machine's packages: apt on
# lists, cache and an empty status of its own below the folder $work. $apt_arch names an architecture that is not this
# machine's.

keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# The mirror as apt knows it. Without downloaded lists apt can't tell the origin; then the path has to do.
debian_mirror() {
    {
        apt-get indextargets --format '$(LABEL)|$(REPO_URI)' | sed -n 's/^Debian|//p'
        apt-get indextargets --no-release-info --format '$(REPO_URI)' | grep '/debian/*$'
    } | sed -n 1p | grep . || die "apt knows no Debian mirror on this machine"
}

private_apt() {
    local tool=$1
    shift
    "$tool" -q -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State="$work/state" -o Dir::State::status="$work/status" -o Dir::Cache="$work/cache" \
        -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false \
        -o APT::Architecture="${apt_arch:-$(host_arch)}" -o APT::Architectures="${apt_arch:-$(host_arch)}" \
        -o APT::Sandbox::User="$(id -un)" "$@"
}

# Packages, each as name=version, with all that they depend on.
closure() {
    private_apt apt-get install --print-uris -y --no-install-recommends "$@" |
        sed -n "s/^'[^']*' \([^_]*\)_\([^_]*\)_.*/\1=\2/p" | sed 's/%3a/:/'
}

# prepare_apt deb|deb-src SUITE...: fails if not every suite could be read.
prepare_apt() {
    local type=$1 suite mirror
    shift
    mirror=$(debian_mirror) || exit 1
    mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial"
    : > "$work/status"
    for suite in "$@"; do
        echo "$type [signed-by=$keyring] $mirror $suite main"
    done > "$work/sources.list"
    private_apt apt-get update >&2
}

# The file in the folder $debs that apt gives a package=version.
deb_of() { local version=${1#*=}; compgen -G "$debs/${1%%=*}_${version//:/%3a}_*.deb"; }

# Those of the list $packages that the folder $debs lacks are put there, of the suite $suite.
fetch() {
    local package missing=()
    mkdir -p "$debs"
    while read -r package; do
        deb_of "$package" > /dev/null || missing+=("$package")
    done < "$packages"
    [ ${#missing[@]} -gt 0 ] || return 0
    [ -e "$work/sources.list" ] || prepare_apt deb "$suite" || return
    (cd "$debs" && private_apt apt-get download "${missing[@]}" >&2)
}
