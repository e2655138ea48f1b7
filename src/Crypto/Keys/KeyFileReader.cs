using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>Finds out what kind of file it is, and decodes its private key.</summary>
internal static class KeyFileReader
{
    private const string NeedsPassword = "is encrypted and needs its password";
    private const string WrongPassword = "cannot be decrypted: the password is wrong";
    private const string Unsupported = "is encrypted in a way that is not supported (AES with PBKDF2 is)";
    private const string NoKey = "holds no private key";
    private const string Damaged = "holds a private key that is damaged or of a kind that is not supported";

    private static ReadOnlySpan<byte> EncryptedLabel => "-----BEGIN ENCRYPTED PRIVATE KEY-----"u8;

    private static ReadOnlySpan<byte> KeyLabelEnd => "PRIVATE KEY-----"u8;

    private static ReadOnlySpan<byte> EncryptedHeader => "Proc-Type: 4,ENCRYPTED"u8;

    /// <summary>Null with a reason if there is no key that can be had.</summary>
    internal static SignatureKey? Read(
        ReadOnlySpan<byte> content, PassPhrase passPhrase, List<Certificate> certificates, out string reason)
    {
        if (content.IsEmpty || content[0] != Der.Sequence)
            return ReadPem(content, passPhrase, out reason);
        var outer = new DerReader(content);
        reason = NoKey;
        if (!outer.TryReadLast(Der.Sequence, out ReadOnlySpan<byte> inside) && !IsContainer(content))
            return null;
        if (inside.StartsWith((ReadOnlySpan<byte>)[Der.Sequence]))
            return ReadEncrypted(content, isPem: false, passPhrase, out reason);
        if (inside.IsEmpty || inside.StartsWith((ReadOnlySpan<byte>)[Der.Integer, 1, 3]))
            return ReadContainer(content, passPhrase, certificates, out reason);
        reason = NoKey;
        return KeyDecoder.FromDer(content);
    }

    // Of indefinite length, as some programs write containers, or of more than 64 KiB, which only a container has.
    private static bool IsContainer(ReadOnlySpan<byte> content) => content.Length > 2 && content[1] is 0x80 or 0x83;

    private static SignatureKey? ReadPem(ReadOnlySpan<byte> content, PassPhrase passPhrase, out string reason)
    {
        reason = NoKey;
        if (content.IndexOf(KeyLabelEnd) < 0)
            return null;
        if (content.IndexOf(EncryptedLabel) >= 0)
            return ReadEncrypted(content, isPem: true, passPhrase, out reason);
        bool isEncrypted = content.IndexOf(EncryptedHeader) >= 0;
        reason = !isEncrypted ? Damaged : passPhrase.IsEmpty ? NeedsPassword : WrongPassword;
        return KeyDecoder.FromPem(content, passPhrase);
    }

    private static SignatureKey? ReadEncrypted(
        ReadOnlySpan<byte> content, bool isPem, PassPhrase passPhrase, out string reason)
    {
        SignatureKey? key = KeyDecoder.FromEncrypted(
            content, isPem, passPhrase, out bool isKey, out bool isUnsupported);
        reason = (isKey, isUnsupported) switch
        {
            (false, _) => isPem ? Damaged : NoKey,
            (_, true) => Unsupported,
            _ => passPhrase.IsEmpty ? NeedsPassword : WrongPassword,
        };
        return key;
    }

    private static SignatureKey? ReadContainer(
        ReadOnlySpan<byte> content, PassPhrase passPhrase, List<Certificate> certificates, out string reason)
    {
        using Pkcs12? container = Pkcs12.TryParse(content);
        reason = container is null ? NoKey : passPhrase.IsEmpty ? NeedsPassword : WrongPassword;
        if (container is null || !container.Accepts(passPhrase))
            return null;
        reason = "holds what cannot be decrypted, or is damaged";
        if (!container.TryOpen(passPhrase, out SignatureKey? key, certificates))
            return null;
        reason = NoKey;
        return key;
    }
}
