#!/usr/bin/perl
# Takes out of OpenSSL's tables what the agent never asks for, so that the linker leaves out the code behind it, and takes
# file, line and function out of each error that is noted (its library and reason stay, and are all that is ever shown).
# Runs inside the unpacked source tree. A row that is not there means that the source has changed: that fails, look again.
use strict;
use warnings;
use File::Find;

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

# ML-KEM inside one key exchange with another is for TLS, which offers X25519 and the curves of NIST.
rows('providers/defltprov.c', map { ("PROV_NAMES_$_", "\"$_\"") } 'X25519MLKEM768', 'X448MLKEM1024', 'SecP256r1MLKEM768', 'SecP384r1MLKEM1024');
lines('providers/common/capabilities.c', '^    TLS_GROUP_ENTRY\("(?!x25519|x448|secp(?:256|384|521)r1|P-|ffdhe)', '"P-(?:192|224)"');
my $ciphers = qr/\w*(?:PSK|_DSS|_CCM|CAMELLIA|ARIA|SEED|IDEA|GOST|NULL|ADH|anon|SRP|DES_|RC4)\w*/;
edit('ssl/s3_lib.c', sub { s/^    \{\n        1,\n        $ciphers,\n[^{}]*\},\n//mg });

# Curves too weak for any certificate that is accepted; P-224 has no code of its own.
rows('crypto/ec/ec_curve.c', map { "NID_$_" } 'secp(?:112r1|112r2|128r1|128r2|160k1|160r1|160r2|192k1)', 'X9_62_prime(?:192v[23]|239v[123])',
    'wap_wsg_idm_ecid_wtls\d+', 'brainpoolP(?:160|192)[rt]1');
edit('crypto/ec/ec_curve.c', sub { s/EC_GFp_nistp224_method/0/g == 2 });

# Extensions of certificates are read, never made from text nor shown: of each that is asked for only what decodes it, in the order of
# their numbers.
my @extensions = (
    'netscape_cert_type ASN1_BIT_STRING', 'subject_key_identifier ASN1_OCTET_STRING', 'key_usage ASN1_BIT_STRING',
    'subject_alt_name GENERAL_NAMES', 'basic_constraints BASIC_CONSTRAINTS', 'crl_number ASN1_INTEGER',
    'certificate_policies CERTIFICATEPOLICIES', 'authority_key_identifier AUTHORITY_KEYID', 'crl_distribution_points CRL_DIST_POINTS',
    'ext_key_usage EXTENDED_KEY_USAGE', 'delta_crl ASN1_INTEGER', 'crl_reason ASN1_ENUMERATED', 'info_access AUTHORITY_INFO_ACCESS',
    'sbgp_ipAddrBlock IPAddrBlocks', 'sbgp_autonomousSysNum ASIdentifiers', 'policy_constraints POLICY_CONSTRAINTS',
    'proxyCertInfo PROXY_CERT_INFO_EXTENSION', 'name_constraints NAME_CONSTRAINTS', 'policy_mappings POLICY_MAPPINGS',
    'inhibit_any_policy ASN1_INTEGER', 'issuing_distribution_point ISSUING_DIST_POINT', 'certificate_issuer GENERAL_NAMES');
edit('crypto/x509/standard_exts.h', sub {
    my $methods = join '', map { my ($name, $item) = split; "    { NID_$name, 0, ASN1_ITEM_ref($item) },\n" } @extensions;
    my $table = join '', map { "    &read_exts[$_],\n" } 0 .. $#extensions;
    s/^(static const X509V3_EXT_METHOD \*standard_exts\[\] = \{\n).*?^\};/static const X509V3_EXT_METHOD read_exts[] = {\n$methods};\n$1$table};/ms &&
        s/^(static const)/DECLARE_ASN1_ITEM(IPAddrBlocks)\n$1/m;
});
edit('crypto/x509/v3_addr.c', sub { s/^static_(ASN1_ITEM_TEMPLATE_END\(IPAddrBlocks\))/$1/m == 1 });

# No file of settings is read, whatever asks for it.
edit('crypto/conf/conf_sap.c', sub { s/ret = CONF_modules_load_file_ex\([^;]*;/ret = 1;/ == 1 });

# Methods for keys of other engines, and PKCS #7 that is written as a stream.
lines('crypto/evp/pmeth_lib.c', '^    ossl_\w+_pkey_method,');
edit('crypto/pkcs7/pk7_asn1.c', sub { s/(static int pk7_cb\(.*?\n\{\n).*?^    return 1;/$1    return 1;/ms });

# Texts of errors of what is not there.
lines('crypto/err/err_all.c', map { "ossl_err_load_${_}_strings" } 'CONF', 'DSO', 'HTTP', 'UI', 'ESS', 'ASYNC', 'OSSL_STORE', 'PROP');

# Names and numbers of objects of these kinds that no source that is compiled mentions; whoever meets one sees its number.
my $kinds = qr/set(?:ct|ext|Cext|Attr)_\w+|set_\w+|id_set|wap\w*|
    id_(?:smime|cmc|it|reg|mod|pda|aca|aa|ct|tc26|Gost|HMACGost|camellia|alg|pkix1|qcs|cct)\w*|
    gost\w+|kuznyechik\w*|magma\w*|cryptopro|cryptocom|tcg\w*|(?:HASH_)?(?:SLH|ML)_DSA_\w+|
    (?:aria|camellia|seed|idea|bf|cast5|rc5|sm4)_\w+|dstu\w*|uacurve\d|hmacWith(?:Dstu|SM)\w+|blake2\w+|sect\d+\w+|X9_62_c2\w+|
    cades\w*|classSign\w+|pilot\w*|rpki\w+/x;
my %mentioned;
find(sub {
    return unless /\.(?:c|h|inc)$/ && !/^obj_(?:dat|mac)\.h$/ && $File::Find::dir !~ m{/(?:cms|ts|ess|cmp|crmf|ct|engine)$};
    open my $in, '<', $_ or die "$_: $!\n";
    local $/;
    my $text = <$in>;
    $mentioned{$1} = 1 while $text =~ /\b(?:NID|SN|LN|OBJ)_(\w+)/g;
}, 'crypto', 'ssl', 'providers');
sub unused { return $_[0] =~ /^$kinds$/ && !$mentioned{$_[0]}; }
edit('crypto/objects/obj_dat.h', sub { trim_objects() });

sub trim_objects {
    my ($length, %moved, %gone) = (0);
    # The bytes of the numbers, which stand in one array.
    s{^    (0x[0-9A-Fa-f,x]+) */\* \[ *(\d+)\] OBJ_(\w+) \*/\n}{
        my ($bytes, $offset, $name) = ($1, $2, $3);
        if (unused($name)) { '' } else { $moved{$offset} = $length; $length += () = $bytes =~ m/0x/g; "    $bytes\n" }
    }gme;
    s/unsigned char so\[\d+\]/unsigned char so[$length]/;
    # Rows by NID.
    my $nid = -1;
    s{^    \{ ?(?:("(?:[^"]*)", "[^"]*", NID_(\w+)(?:, \d+, &so\[(\d+)\])?)|NULL, NULL, NID_undef) ?\},\n}{
        my ($row, $name, $offset) = ($1, $2, $3);
        $nid++;
        if (!defined $row || unused($name)) { $gone{$nid} = 1; "    { NULL, NULL, NID_undef },\n" }
        else { $row =~ s/&so\[\d+\]/&so[$moved{$offset}]/ if defined $offset; "    { $row },\n" }
    }gme;
    # Indices, each an array of NIDs in some order.
    for my $index ('SN', 'LN', 'OBJ') {
        my $count = 0;
        my $array = lc($index) . '_objs';
        s{(static const unsigned int $array\[NUM_$index\] = \{\n)(.*?)(^\};)}{
            my ($head, $body, $end) = ($1, $2, $3);
            $body =~ s!^ *(\d+),.*\n!$gone{$1} ? '' : do { $count++; "    $1,\n" }!gme;
            "$head$body$end"
        }mse or return 0;
        s/#define NUM_$index \d+/#define NUM_$index $count/ or return 0;
    }
    return keys %gone > 500 && keys %gone < 900;
}
