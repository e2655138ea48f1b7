using System.Text;
using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Negotiation;
using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Net;

/// <summary>
/// Keys in the form of Wireshark's preference tables, so that a capture can be read: <c>ikev2_decryption_table</c> and
/// <c>esp_sa</c>. Written only when the user asked for it by a flag, readable by the owner alone.
/// </summary>
public sealed class KeyExport(string directory)
{
    private const int OwnerOnly = 0x180; // 0600

    /// <summary>Makes the line a comment: an unknown name would keep Wireshark from loading the whole table.</summary>
    private const string Unsupported = "# not known to every Wireshark: ";

    /// <summary>Of each table; older keys make room for those of later rekeys.</summary>
    private const int KeptLines = 256;

    private readonly Queue<string> _ike = [];
    private readonly Queue<string> _esp = [];

    public void Add(ExportIkeKeys keys)
    {
        IkeSuite suite = keys.Suite;
        string comment = suite.Encryption == EncryptionId.ChaCha20Poly1305 ? Unsupported : "";
        Add(_ike, $"{comment}{keys.InitiatorSpi:x16},{keys.ResponderSpi:x16},"
            + $"{Hex(keys.Keys.Ei)},{Hex(keys.Keys.Er)},\"{EncryptionName(suite)}\","
            + $"{Hex(keys.Keys.Ai)},{Hex(keys.Keys.Ar)},\"{IntegrityName(suite.Integrity)}\"");
        Write("ikev2_decryption_table", _ike);
    }

    /// <summary>Both directions; a NAT on the way changes addresses, so they are left open.</summary>
    public void Add(ChildSaSpec child)
    {
        AddDirection(child.Algorithm, child.InboundSpi, child.InboundKey.Span);
        AddDirection(child.Algorithm, child.OutboundSpi, child.OutboundKey.Span);
        Write("esp_sa", _esp);
    }

    private void AddDirection(EspAlgorithm algorithm, uint spi, ReadOnlySpan<byte> keyMaterial)
    {
        // With an AEAD Wireshark takes the salt for part of the key.
        int encryptionLength = keyMaterial.Length - IntegrityKeyLength(algorithm);
        string integrityKey = algorithm.Integrity is null ? "" : $"0x{Hex(keyMaterial[encryptionLength..])}";
        string comment = algorithm.Encryption == EspEncryption.ChaCha20Poly1305 ? Unsupported : "";
        Add(_esp, $"{comment}\"IPv4\",\"*\",\"*\",\"0x{spi:x8}\",\"{EncryptionName(algorithm.Encryption)}\","
            + $"\"0x{Hex(keyMaterial[..encryptionLength])}\",\"{IntegrityName(algorithm.Integrity)}\",\"{integrityKey}\"");
    }

    private static void Add(Queue<string> lines, string line)
    {
        if (lines.Count == KeptLines)
            lines.Dequeue();
        lines.Enqueue(line);
    }

    private void Write(string name, Queue<string> lines) => FileGuard.WriteAtomically(
        Path.Combine(directory, name), Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\n"))), OwnerOnly);

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    private static int IntegrityKeyLength(EspAlgorithm algorithm) =>
        algorithm.Integrity is { } integrity ? Integrity.KeyLength(integrity) : 0;

    private static string EncryptionName(IkeSuite suite) => suite switch
    {
        { Encryption: EncryptionId.AesGcm16 } => $"AES-GCM-{suite.KeyBits} with 16 octet ICV [RFC5282]",
        { Encryption: EncryptionId.AesCbc } => $"AES-CBC-{suite.KeyBits} [RFC3602]",
        _ => "ChaCha20 with Poly1305",
    };

    private static string IntegrityName(IntegrityId integrity) => integrity switch
    {
        IntegrityId.HmacSha1_96 => "HMAC_SHA1_96 [RFC2404]",
        IntegrityId.HmacSha256_128 => "HMAC_SHA2_256_128 [RFC4868]",
        IntegrityId.HmacSha384_192 => "HMAC_SHA2_384_192 [RFC4868]",
        IntegrityId.HmacSha512_256 => "HMAC_SHA2_512_256 [RFC4868]",
        _ => "NONE [RFC4306]",
    };

    private static string EncryptionName(EspEncryption encryption) => encryption switch
    {
        EspEncryption.ChaCha20Poly1305 => "ChaCha20 with Poly1305 [RFC7634]",
        EspEncryption.Aes128Cbc or EspEncryption.Aes256Cbc => "AES-CBC [RFC3602]",
        _ => "AES-GCM with 16 octet ICV [RFC4106]",
    };

    private static string IntegrityName(IntegrityAlgorithm? integrity) => integrity switch
    {
        IntegrityAlgorithm.HmacSha1_96 => "HMAC-SHA-1-96 [RFC2404]",
        IntegrityAlgorithm.HmacSha256_128 => "HMAC-SHA-256-128 [RFC4868]",
        IntegrityAlgorithm.HmacSha384_192 => "HMAC-SHA-384-192 [RFC4868]",
        IntegrityAlgorithm.HmacSha512_256 => "HMAC-SHA-512-256 [RFC4868]",
        _ => "NULL",
    };
}
