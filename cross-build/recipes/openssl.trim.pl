#!/usr/bin/perl
# Takes out of OpenSSL's tables what the agent never asks for, so that the linker leaves out the code behind it, and takes
# file, line and function out of each error that is noted (its library and reason stay, and are all that is ever shown).
# Runs inside the unpacked source tree. A row that is not there means that the source has changed: that fails, look again.
use strict;
use warnings;

sub edit {
    my ($path, $change) = @_;
    open my $in, '<', $path or die "$path: $!\n";
    local $/;
    local $_ = <$in>;
    close $in;
    $change->() or die "$path: not as expected\n";
    open my $out, '>', $path or die "$path: $!\n";
    print $out $_;
    close $out;
}

# Deletes the rows { NAME, ... } and ALG(NAME, ...) of these names, in all tables of a file; a row of a name in another
# table than the one meant can be told by a second word in it.
sub rows {
    my ($path, @names) = @_;
    for my $name (@names) {
        my ($row, $word) = split m{/}, $name;
        $word //= '';
        edit($path, sub { s/^ *(?:\{ $row,(?=[^{}]*$word)[^{}]*\}|ALGC?\($row,[^()]*\)),\n//mg });
    }
}

# Deletes lines that match.
sub lines {
    my ($path, @patterns) = @_;
    for my $pattern (@patterns) {
        edit($path, sub { s/^.*$pattern.*\n//mg });
    }
}

edit('include/openssl/err.h.in', sub {
    s/^ *ERR_set_debug\(OPENSSL_FILE, OPENSSL_LINE, OPENSSL_FUNC\), *\\\n//mg == 1;
});

# Modes and wrappings of AES and DES that neither ESP, IKE, TLS nor key files use. The random generator needs ECB and CTR.
rows('providers/defltprov.c', map { "PROV_NAMES_AES_(?:128|192|256)_$_" }
    'CBC_CTS', 'OFB', 'CFB', 'CFB1', 'CFB8', 'XTS', 'OCB', 'WRAP', 'WRAP_PAD', 'WRAP_INV', 'WRAP_PAD_INV', 'CBC_HMAC_SHA1', 'CBC_HMAC_SHA256');
rows('providers/defltprov.c', map { "PROV_NAMES_$_" }
    'DES_EDE3_(?:ECB|OFB|CFB|CFB1|CFB8)', 'DES3_WRAP', 'DES_EDE_(?:ECB|CBC|OFB|CFB)', 'ChaCha20');
rows('providers/legacyprov.c', map { "PROV_NAMES_$_" } 'DESX_CBC', 'DES_(?:OFB|CFB|CFB1|CFB8)', 'RC2_(?:ECB|CFB|OFB)', 'PVKKDF');
lines('crypto/evp/c_allc.c', map { "EVP_add_cipher\\(EVP_$_\\(\\)\\);" }
    'aes_\d+_(?:ecb|cfb\d?|ofb|ctr|ocb|xts|wrap|wrap_pad|cbc_hmac_sha\d+)', 'des_(?:ede_|ede3_)?(?:cfb\d?|ofb)', 'desx_cbc',
    'des_(?:ede_cbc|ecb|ede|ede3|ede3_wrap)', 'rc2_(?:ecb|cfb|ofb)');

# Key derivations, codes, generators and encapsulations of other protocols.
rows('providers/defltprov.c', map { "PROV_NAMES_$_" }
    'SSKDF', 'SSHKDF', 'X963KDF', 'KBKDF', 'X942KDF_ASN1', 'KRB5KDF', 'HMAC_DRBG_KDF', 'CMAC', 'GMAC', 'KMAC_128', 'KMAC_256',
    'POLY1305', 'KECCAK_(?:224|256|384|512|KMAC_128|KMAC_256)', 'HASH_DRBG', 'HMAC_DRBG', 'TEST_RAND', 'TLS1_PRF/_key', 'HKDF/_key',
    'RSA/_kem_', 'X25519/_kem_', 'X448/_kem_', 'EC/_kem_');

# Keys are read in any form, and written as PKCS #8 and as SubjectPublicKeyInfo alone; none is printed.
lines('providers/encoders.inc', '^ENCODER_TEXT\(', '^ENCODER\(',
    '^ENCODER_w_structure\(.*, (?:type_specific\w*|DHX?|DSA|EC|RSA|PKCS1|PKCS3|X9_42|X9_62)\)',
    '^ENCODER_w_structure\("(?:DHX?|X25519|X448|SM2|ML-KEM-\d+)"');
lines('providers/decoders.inc', '^DECODER\("(?:RSA|DSA)", (?:msblob|pvk),');
lines('providers/stores.inc', '^STORE\("file"');
