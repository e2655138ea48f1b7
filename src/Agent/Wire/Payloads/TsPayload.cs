using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>Traffic Selectors, RFC 7296 section 3.13: TSi or TSr.</summary>
public sealed record TsPayload(bool IsInitiator, IReadOnlyList<TrafficSelector> Selectors) : Payload
{
    private const int ReservedSize = 3;

    /// <summary>Selectors of types that are not address ranges; they select nothing that we know.</summary>
    public IReadOnlyList<UnknownSelector> UnknownSelectors { get; init; } = [];

    public override PayloadType Type => IsInitiator ? PayloadType.TsInitiator : PayloadType.TsResponder;

    public override void WriteBody(ref WireWriter writer)
    {
        var count = Selectors.Count + UnknownSelectors.Count;
        if (count > WireLimits.SelectorsPerPayload)
            throw new ArgumentException("A payload holds at most 255 traffic selectors.");

        writer.WriteUInt8((byte)count);
        writer.WriteZeros(ReservedSize);
        foreach (var selector in Selectors)
            SelectorCodec.Write(ref writer, selector);
        foreach (var selector in UnknownSelectors)
            SelectorCodec.Write(ref writer, selector);
    }

    public bool Equals(TsPayload? other) =>
        other is not null
        && base.Equals(other)
        && IsInitiator == other.IsInitiator
        && ValueEquality.Same(Selectors, other.Selectors)
        && ValueEquality.Same(UnknownSelectors, other.UnknownSelectors);

    public override int GetHashCode() =>
        HashCode.Combine(IsInitiator, ValueEquality.Hash(Selectors), ValueEquality.Hash(UnknownSelectors));

    internal static bool TryDecode(
        bool isInitiator, ref WireReader body, [NotNullWhen(true)] out Payload? payload, out DecodeError error)
    {
        payload = null;
        var atCount = body;
        if (!body.TryReadUInt8(out var count) || !body.TryReadBytes(ReservedSize, out _))
            return body.Fail(DecodeFault.Truncated, out error);

        var selectors = new List<TrafficSelector>();
        var unknown = new List<UnknownSelector>();
        while (selectors.Count + unknown.Count < count && !body.IsEnd)
        {
            if (!SelectorCodec.TryDecode(ref body, selectors, unknown, out error))
                return false;
        }

        if (count == 0 || selectors.Count + unknown.Count < count)
            return atCount.Fail(DecodeFault.BadCount, out error);

        payload = new TsPayload(isInitiator, selectors) { UnknownSelectors = unknown };
        error = default;
        return true;
    }
}
