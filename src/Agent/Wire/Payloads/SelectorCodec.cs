namespace Holdfast.Wire;

/// <summary>Traffic selectors as octets, RFC 7296 section 3.13.1.</summary>
internal static class SelectorCodec
{
    private const int HeaderSize = 4;

    public static void Write(ref WireWriter writer, TrafficSelector selector)
    {
        writer.WriteUInt8((byte)selector.Type);
        writer.WriteUInt8(selector.IpProtocol);
        var length = writer.BeginLength16(HeaderSize);
        writer.WriteUInt16(selector.StartPort);
        writer.WriteUInt16(selector.EndPort);
        selector.Start.Write(ref writer);
        selector.End.Write(ref writer);
        writer.EndLength16(length);
    }

    public static void Write(ref WireWriter writer, UnknownSelector selector)
    {
        writer.WriteUInt8((byte)selector.Type);
        writer.WriteUInt8(selector.Reserved);
        var length = writer.BeginLength16(HeaderSize);
        writer.WriteBytes(selector.Data.Span);
        writer.EndLength16(length);
    }

    /// <summary>Reads one selector into the list that it belongs to.</summary>
    public static bool TryDecode(
        ref WireReader reader, List<TrafficSelector> selectors, List<UnknownSelector> unknown, out DecodeError error)
    {
        if (!reader.TryReadUInt8(out var type) || !reader.TryReadUInt8(out var protocol))
            return reader.Fail(DecodeFault.Truncated, out error);

        var atLength = reader;
        if (!reader.TryReadUInt16(out var length))
            return reader.Fail(DecodeFault.Truncated, out error);
        if (length < HeaderSize)
            return atLength.Fail(DecodeFault.BadLength, out error);
        if (!reader.TryReadSub(length - HeaderSize, out var content))
            return atLength.Fail(DecodeFault.Truncated, out error);

        error = default;
        switch ((TrafficSelectorType)type)
        {
            case TrafficSelectorType.Ipv4AddressRange:
                return TryDecodeRange(ref content, IpAddress.Ipv4Length, protocol, selectors, out error);
            case TrafficSelectorType.Ipv6AddressRange:
                return TryDecodeRange(ref content, IpAddress.Ipv6Length, protocol, selectors, out error);
            default:
                unknown.Add(new UnknownSelector((TrafficSelectorType)type, protocol, content.ReadRest().ToArray()));
                return true;
        }
    }

    private static bool TryDecodeRange(
        ref WireReader content,
        int addressLength,
        byte protocol,
        List<TrafficSelector> selectors,
        out DecodeError error)
    {
        if (content.Remaining != 2 * sizeof(ushort) + 2 * addressLength)
            return content.Fail(DecodeFault.BadLength, out error);

        var atPorts = content;
        content.TryReadUInt16(out var startPort);
        content.TryReadUInt16(out var endPort);
        var ports = new PortRange(startPort, endPort);
        if (!ports.IsValid)
            return atPorts.Fail(DecodeFault.BadValue, out error);

        var atAddresses = content;
        content.TryReadBytes(addressLength, out var startBytes);
        content.TryReadBytes(addressLength, out var endBytes);
        IpAddress.TryRead(startBytes, out var start);
        IpAddress.TryRead(endBytes, out var end);
        if (start > end)
            return atAddresses.Fail(DecodeFault.BadValue, out error);

        selectors.Add(new TrafficSelector(protocol, ports, start, end));
        error = default;
        return true;
    }
}
