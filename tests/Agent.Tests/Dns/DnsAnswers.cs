using System.Buffers.Binary;
using System.Text;
using Holdfast.Host.Dns;
using Holdfast.Wire;

namespace Holdfast.Tests.Dns;

/// <summary>
/// What a name server would send, made by hand: independent of the code under test, down to the names.
/// </summary>
internal static class DnsAnswers
{
    public const ushort NoError = 0x8180, Truncated = 0x8380;
    public const ushort ServerFailure = 0x8182, NameError = 0x8183, Refused = 0x8185;

    /// <summary>A compression pointer to the question's name.</summary>
    public static readonly byte[] QuestionName = [0xC0, 12];

    /// <summary>The query's own id and question under other flags, and these records.</summary>
    public static byte[] To(ReadOnlyMemory<byte> query, ushort flags, params byte[][] records)
    {
        byte[] header = query[..12].ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), flags);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(6), (ushort)records.Length);
        return [.. header, .. query[12..].ToArray(), .. records.SelectMany(record => record)];
    }

    public static byte[] Address(byte[] owner, string address)
    {
        IpAddress parsed = IpAddress.Parse(address);
        return Record(owner, (ushort)(parsed.IsIPv4 ? DnsType.A : DnsType.Aaaa), parsed.ToArray());
    }

    public static byte[] Alias(byte[] owner, byte[] target) => Record(owner, (ushort)DnsType.Cname, target);

    public static byte[] Record(byte[] owner, ushort type, byte[] data, ushort recordClass = 1) =>
        [.. owner, (byte)(type >> 8), (byte)type, (byte)(recordClass >> 8), (byte)recordClass, 0, 0, 0, 60,
            (byte)(data.Length >> 8), (byte)data.Length, .. data];

    public static byte[] Name(string name) =>
        [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    /// <summary>The question of a query as text, in lower case, and its type.</summary>
    public static (string Name, DnsType Type) Question(ReadOnlySpan<byte> query)
    {
        var labels = new List<string>();
        int at = 12;
        for (; query[at] != 0; at += 1 + query[at])
            labels.Add(Encoding.ASCII.GetString(query.Slice(at + 1, query[at])).ToLowerInvariant());
        return (string.Join('.', labels), (DnsType)BinaryPrimitives.ReadUInt16BigEndian(query[(at + 1)..]));
    }
}
