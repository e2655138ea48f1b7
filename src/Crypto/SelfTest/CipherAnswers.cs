namespace Holdfast.Crypto;

internal static class CipherAnswers
{
    // Test cases 4 and 16 of "The Galois/Counter Mode of Operation" (McGrew, Viega), which NIST SP 800-38D builds on.
    private const string GcmKey = "feffe9928665731c6d6a8f9467308308";
    private const string GcmNonce = "cafebabefacedbaddecaf888";
    private const string GcmAssociated = "feedfacedeadbeeffeedfacedeadbeefabaddad2";

    private const string GcmPlain =
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";

    private const string Gcm128Sealed =
        "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
        + "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47";

    private const string Gcm256Sealed =
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b";

    // RFC 8439 2.8.2.
    private const string ChaChaKey = "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f";
    private const string ChaChaNonce = "070000004041424344454647";
    private const string ChaChaAssociated = "50515253c0c1c2c3c4c5c6c7";

    private const string ChaChaPlain =
        "4c616469657320616e642047656e746c656d656e206f662074686520636c6173"
        + "73206f66202739393a204966204920636f756c64206f6666657220796f75206f"
        + "6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73"
        + "637265656e20776f756c642062652069742e";

    private const string ChaChaSealed =
        "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
        + "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
        + "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
        + "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691";

    internal static (string Name, Func<bool> Check)[] Cases =>
    [
        ("AES-128-GCM", () => Seals(AeadAlgorithm.Aes128Gcm, GcmKey, GcmNonce, GcmAssociated, GcmPlain, Gcm128Sealed)),
        ("AES-256-GCM",
            () => Seals(AeadAlgorithm.Aes256Gcm, GcmKey + GcmKey, GcmNonce, GcmAssociated, GcmPlain, Gcm256Sealed)),
        ("ChaCha20-Poly1305", () => Seals(
            AeadAlgorithm.ChaCha20Poly1305, ChaChaKey, ChaChaNonce, ChaChaAssociated, ChaChaPlain, ChaChaSealed)),
        // RFC 3602 4, case 2.
        ("AES-128-CBC", () => Chains(
            "c286696d887c9aa0611bbb3e2025a45a", "562e17996d093d28ddb3ba695a2e6f58",
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "d296cd94c2cccf8a3a863028b5e1dc0a7586602d253cfff91b8266bea6d61ab1")),
        // NIST SP 800-38A F.2.5 (RFC 3602 has no case with this key length).
        ("AES-256-CBC", () => Chains(
            "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", "000102030405060708090a0b0c0d0e0f",
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51",
            "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d")),
    ];

    private static bool Seals(
        AeadAlgorithm algorithm, string key, string nonce, string associated, string plain, string sealedHex)
    {
        byte[] nonceBytes = Convert.FromHexString(nonce);
        byte[] associatedBytes = Convert.FromHexString(associated);
        byte[] data = Convert.FromHexString(plain);
        byte[] tag = new byte[Aead.TagLength];
        using Aead aead = Aead.Create(algorithm, Convert.FromHexString(key));
        aead.Seal(nonceBytes, associatedBytes, data, tag);
        bool right = Known.Equal(data, sealedHex[..^32]) && Known.Equal(tag, sealedHex[^32..]);
        byte[] forged = [.. data];
        return right
            && aead.TryOpen(nonceBytes, associatedBytes, data, tag) && Known.Equal(data, plain)
            && !aead.TryOpen(nonceBytes, default, forged, tag);
    }

    private static bool Chains(string key, string iv, string plain, string encrypted)
    {
        byte[] ivBytes = Convert.FromHexString(iv);
        byte[] data = Convert.FromHexString(plain);
        using AesCbc cbc = AesCbc.Create(Convert.FromHexString(key));
        cbc.Encrypt(ivBytes, data);
        bool right = Known.Equal(data, encrypted);
        cbc.Decrypt(ivBytes, data);
        return right && Known.Equal(data, plain);
    }
}
