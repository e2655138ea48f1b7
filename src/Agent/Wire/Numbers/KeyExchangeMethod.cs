namespace Holdfast.Wire;

/// <summary>
/// Transform type 4, IANA "Key Exchange Method Transform IDs" ("Diffie-Hellman group" in RFC 7296); also the number
/// in the KE payload and in the data of INVALID_KE_PAYLOAD.
/// </summary>
public enum KeyExchangeMethod : ushort
{
    None = 0,
    Modp768 = 1,
    Modp1024 = 2,
    Modp1536 = 5,
    Modp2048 = 14,
    Modp3072 = 15,
    Modp4096 = 16,
    Modp6144 = 17,
    Modp8192 = 18,
    Ecp256 = 19,
    Ecp384 = 20,
    Ecp521 = 21,
    Modp1024Subgroup160 = 22,
    Modp2048Subgroup224 = 23,
    Modp2048Subgroup256 = 24,
    Ecp192 = 25,
    Ecp224 = 26,
    BrainpoolP224 = 27,
    BrainpoolP256 = 28,
    BrainpoolP384 = 29,
    BrainpoolP512 = 30,
    Curve25519 = 31,
    Curve448 = 32,
    MlKem512 = 35,
    MlKem768 = 36,
    MlKem1024 = 37,
}
