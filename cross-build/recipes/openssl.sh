#!/bin/sh
# Builds OpenSSL's static libraries. Runs inside the unpacked source tree.
#   $1 compiler prefix (aarch64-linux-gnu), $2 OpenSSL's name of the target (linux-aarch64), $3 where the libraries go,
#   further arguments: options of this target alone.
set -eu
prefix=$1 target=$2 out=$3
shift 3

# What the agent never uses stays out. Nothing here may read a configuration file of the host or load a module of it:
# hence no-module, no-dso, no-engine, no-autoload-config and an openssldir that does not exist. The legacy provider
# (MD4 and DES for MSCHAPv2, RC2 for old PKCS #12 files) is inside libcrypto because of no-module. libssl keeps TLS 1.2
# and 1.3, for EAP-TLS.
# No unwind tables: no exception ever passes through this code, and they are an eighth of it. For size: what is fast is in
# assembly language.
"$(dirname "$0")/openssl.trim.pl"
perl ./Configure "$target" --cross-compile-prefix="$prefix-" --prefix=/nonexistent --openssldir=/nonexistent \
    no-shared no-module no-dso no-engine no-autoload-config no-ui-console no-tests no-docs no-apps \
    no-comp no-srp no-psk no-ts no-ct no-cmp no-cms no-camellia no-aria no-seed no-idea no-bf no-cast no-mdc2 \
    no-whirlpool no-rmd160 no-sm2 no-sm3 no-sm4 no-gost no-quic no-dtls no-ssl3 no-srtp no-multiblock no-siv \
    no-scrypt no-argon2 no-blake2 no-ocb no-async no-dgram no-filenames no-siphash no-rc4 no-dsa no-ml-dsa no-slh-dsa no-ec2m no-ktls no-tls1 no-tls1_1 \
    "$@" -Os -fPIC -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables -fno-unwind-tables

make -s -j"$(nproc)" build_libs
mkdir -p "$out"
cp libcrypto.a libssl.a "$out/"
"$(dirname "$0")/shared.sh" "$prefix" "$out/libcrypto.a"
"$(dirname "$0")/shared.sh" "$prefix" "$out/libssl.a" "-L$out" -lcrypto '-Wl,-rpath,$ORIGIN'
