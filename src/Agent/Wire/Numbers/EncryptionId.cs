namespace Holdfast.Wire;

/// <summary>Transform type 1, IANA "Encryption Algorithm Transform IDs".</summary>
public enum EncryptionId : ushort
{
    DesIv64 = 1,
    Des = 2,
    TripleDes = 3,
    Rc5 = 4,
    Idea = 5,
    Cast = 6,
    Blowfish = 7,
    TripleIdea = 8,
    DesIv32 = 9,
    Null = 11,
    AesCbc = 12,
    AesCtr = 13,
    AesCcm8 = 14,
    AesCcm12 = 15,
    AesCcm16 = 16,
    AesGcm8 = 18,
    AesGcm12 = 19,
    AesGcm16 = 20,
    NullAuthAesGmac = 21,
    CamelliaCbc = 23,
    CamelliaCtr = 24,
    CamelliaCcm8 = 25,
    CamelliaCcm12 = 26,
    CamelliaCcm16 = 27,
    ChaCha20Poly1305 = 28,
}
