using System.Text;
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

    private readonly StringBuilder _ike = new();
    private readonly StringBuilder _esp = new();

    public void Add(ExportIkeKeys keys)
    {
        IkeSuite suite = keys.Suite;
        _ike.Append(suite.Encryption == EncryptionId.ChaCha20Poly1305 ? Unsupported : "")
            .Append($"{keys.InitiatorSpi:x16},{keys.ResponderSpi:x16},")
            .Append($"{Convert.ToHexStringLower(keys.Keys.Ei)},{Convert.ToHexStringLower(keys.Keys.Er)},")
            .Append($"\"{EncryptionName(suite)}\",")
            .Append($"{Convert.ToHexStringLower(keys.Keys.Ai)},{Convert.ToHexStringLower(keys.Keys.Ar)},")
            .Append($"\"{IntegrityName(suite)}\"\n");
        Write("ikev2_decryption_table", _ike);
    }

    /// <summary>Both directions; a NAT on the way changes addresses, so they are left open.</summary>
    public void Add(ChildSaSpec child)
    {
        AddDirection(child.Algorithm, child.InboundSpi, child.InboundKey.Span);
        AddDirection(child.Algorithm, child.OutboundSpi, child.OutboundKey.Span);
        Write("esp_sa", _esp);
    }

    private void AddDirection(EspAlgorithm algorithm, uint spi, ReadOnlySpan<byte> keyAndSalt) =>
        _esp.Append(algorithm == EspAlgorithm.ChaCha20Poly1305 ? Unsupported : "")
            .Append($"\"IPv4\",\"*\",\"*\",\"0x{spi:x8}\",\"{EncryptionName(algorithm)}\",")
            .Append($"\"0x{Convert.ToHexStringLower(keyAndSalt)}\",\"NULL\",\"\"\n");

    private void Write(string name, StringBuilder lines) =>
        FileGuard.WriteAtomically(Path.Combine(directory, name), Encoding.ASCII.GetBytes(lines.ToString()), OwnerOnly);

    private static string EncryptionName(IkeSuite suite) => suite switch
    {
        { Encryption: EncryptionId.AesGcm16 } => $"AES-GCM-{suite.KeyBits} with 16 octet ICV [RFC5282]",
        { Encryption: EncryptionId.AesCbc } => $"AES-CBC-{suite.KeyBits} [RFC3602]",
        _ => "ChaCha20 with Poly1305",
    };

    private static string IntegrityName(IkeSuite suite) => suite.IsAead ? "NONE [RFC4306]" : "HMAC_SHA2_256_128 [RFC4868]";

    private static string EncryptionName(EspAlgorithm algorithm) => algorithm == EspAlgorithm.ChaCha20Poly1305
        ? "ChaCha20 with Poly1305 [RFC7634]"
        : "AES-GCM with 16 octet ICV [RFC4106]";
}
