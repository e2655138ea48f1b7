namespace Holdfast.Wire;

/// <summary>Transform type 2, IANA "Pseudorandom Function Transform IDs".</summary>
public enum PrfId : ushort
{
    HmacMd5 = 1,
    HmacSha1 = 2,
    HmacTiger = 3,
    Aes128Xcbc = 4,
    HmacSha256 = 5,
    HmacSha384 = 6,
    HmacSha512 = 7,
    Aes128Cmac = 8,
}
