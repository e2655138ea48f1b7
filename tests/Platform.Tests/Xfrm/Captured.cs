using System.Runtime.InteropServices;
using Holdfast.Platform;

namespace Holdfast.Tests.Xfrm;

/// <summary>
/// Messages of iproute2 6.1 as strace saw them, in hexadecimal without the netlink header; "00*12" is a byte repeated.
/// </summary>
internal static class Captured
{
    public static byte[] Bytes(string text)
    {
        var bytes = new List<byte>();
        foreach (string word in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = word.Split('*');
            int count = parts.Length == 2 ? int.Parse(parts[1]) : 1;
            for (int i = 0; i < count; i++) bytes.AddRange(Convert.FromHexString(parts[0]));
        }

        return [.. bytes];
    }

    /// <summary>The fixed part and each attribute as a line, ordered: in which order attributes come means nothing.</summary>
    public static string[] Lines(ReadOnlySpan<byte> payload, int fixedLength)
    {
        var attributes = new List<string>();
        foreach (NetlinkAttribute attribute in new NetlinkAttributes(payload[fixedLength..]))
            attributes.Add($"attribute {attribute.Type:d2}: {Convert.ToHexString(attribute.Value)}");
        attributes.Sort(StringComparer.Ordinal);
        return [Convert.ToHexString(payload[..fixedLength]), .. attributes];
    }

    public static ReadOnlySpan<byte> Payload(NetlinkRequest request) => request.Seal(1)[16..];

    public static void AssertSame(string captured, NetlinkRequest request, int fixedLength) =>
        Assert.Equal(Lines(Bytes(captured), fixedLength), Lines(Payload(request), fixedLength));

    public static byte[] Sequence(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];

    public static byte[] Of<T>(T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
}
