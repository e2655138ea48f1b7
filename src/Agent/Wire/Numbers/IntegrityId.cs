namespace Holdfast.Wire;

/// <summary>
/// Transform type 3, IANA "Integrity Algorithm Transform IDs". The last number of a name is the length of the
/// checksum in bits.
/// </summary>
public enum IntegrityId : ushort
{
    None = 0,
    HmacMd5_96 = 1,
    HmacSha1_96 = 2,
    DesMac = 3,
    KpdkMd5 = 4,
    AesXcbc_96 = 5,
    HmacMd5_128 = 6,
    HmacSha1_160 = 7,
    AesCmac_96 = 8,
    Aes128Gmac = 9,
    Aes192Gmac = 10,
    Aes256Gmac = 11,
    HmacSha256_128 = 12,
    HmacSha384_192 = 13,
    HmacSha512_256 = 14,
}
