using System.Diagnostics.CodeAnalysis;
using System.Text;
using Holdfast.Config;

namespace Holdfast.Host.Dns;

/// <summary>
/// A domain name in its wire form, RFC 1035 section 3.1: labels behind their lengths, then an empty one.
/// </summary>
public sealed class DnsName
{
    /// <summary>RFC 1035 section 2.3.4.</summary>
    public const int MaxLength = 255;

    private const int MaxLabel = 63;
    private const byte PointerBits = 0xC0;
    private const byte CaseBit = 0x20;

    private readonly byte[] _wire;

    private DnsName(byte[] wire) => _wire = wire;

    public ReadOnlySpan<byte> Wire => _wire;

    /// <summary>A host name, with or without its final dot.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DnsName? name)
    {
        name = null;
        if (!HostName.IsValid(text)) return false;
        string trimmed = text.TrimEnd('.');
        byte[] wire = new byte[trimmed.Length + 2];
        int offset = 0;
        foreach (string label in trimmed.Split('.'))
        {
            wire[offset++] = (byte)label.Length;
            offset += Encoding.ASCII.GetBytes(label, wire.AsSpan(offset));
        }
        name = new DnsName(wire);
        return true;
    }

    /// <summary>
    /// Reads the name at <paramref name="offset"/> of a message and moves past it. A compression pointer (RFC 1035
    /// section 4.1.4) must lead to before the labels that it ends, so no chain of them runs for ever.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int offset, [NotNullWhen(true)] out DnsName? name)
    {
        name = null;
        Span<byte> wire = stackalloc byte[MaxLength];
        int length = 0, at = offset, start = offset, end = -1;
        while (at < message.Length)
        {
            byte first = message[at];
            if ((first & PointerBits) == PointerBits)
            {
                if (at + 1 >= message.Length) return false;
                int target = (first & ~PointerBits) << 8 | message[at + 1];
                if (target >= start) return false;
                if (end < 0) end = at + 2;
                at = start = target;
                continue;
            }
            int labelEnd = at + 1 + first;
            if (first > MaxLabel || labelEnd > message.Length || length + 1 + first > MaxLength) return false;
            message[at..labelEnd].CopyTo(wire[length..]);
            length += 1 + first;
            at = labelEnd;
            if (first != 0) continue;
            offset = end < 0 ? at : end;
            name = new DnsName(wire[..length].ToArray());
            return true;
        }
        return false;
    }

    /// <summary>
    /// The same name, the case of each letter taken from one of <paramref name="bits"/>, which are as many octets or
    /// more.
    /// </summary>
    public DnsName WithCase(ReadOnlySpan<byte> bits)
    {
        byte[] wire = _wire.ToArray();
        for (int i = 0; i < wire.Length; i++)
            if (char.IsAsciiLetter((char)wire[i])) wire[i] = (byte)((wire[i] & ~CaseBit) | (bits[i] & CaseBit));
        return new DnsName(wire);
    }

    /// <summary>
    /// The same name; by RFC 4343 the case of ASCII letters makes no difference. Lengths are no letters.
    /// </summary>
    public bool Matches(DnsName other)
    {
        if (_wire.Length != other._wire.Length) return false;
        for (int i = 0; i < _wire.Length; i++)
            if (Fold(_wire[i]) != Fold(other._wire[i])) return false;
        return true;
    }

    /// <summary>The same name in the same spelling.</summary>
    public bool IsSpelledAs(DnsName other) => Wire.SequenceEqual(other.Wire);

    /// <summary>Labels joined by dots; other octets than those of host names as \ddd.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (int at = 0; _wire[at] != 0; at += 1 + _wire[at])
        {
            if (at > 0) text.Append('.');
            foreach (byte b in _wire.AsSpan(at + 1, _wire[at]))
            {
                bool isPlain = char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_';
                text.Append(isPlain ? ((char)b).ToString() : $"\\{b:d3}");
            }
        }
        return text.ToString();
    }

    private static byte Fold(byte b) => char.IsAsciiLetter((char)b) ? (byte)(b | CaseBit) : b;
}
