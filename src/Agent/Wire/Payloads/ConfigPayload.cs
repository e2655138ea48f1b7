using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>Configuration, RFC 7296 section 3.15.</summary>
public sealed record ConfigPayload(
    ConfigurationType ConfigurationType,
    IReadOnlyList<ConfigurationAttribute> Attributes) : Payload
{
    private const int ReservedSize = 3;

    public override PayloadType Type => PayloadType.Configuration;

    public override void WriteBody(ref WireWriter writer)
    {
        writer.WriteUInt8((byte)ConfigurationType);
        writer.WriteZeros(ReservedSize);
        foreach (var attribute in Attributes)
            attribute.Write(ref writer);
    }

    public bool Equals(ConfigPayload? other) =>
        other is not null
        && base.Equals(other)
        && ConfigurationType == other.ConfigurationType
        && ValueEquality.Same(Attributes, other.Attributes);

    public override int GetHashCode() => HashCode.Combine(ConfigurationType, ValueEquality.Hash(Attributes));

    internal static bool TryDecode(ref WireReader body, [NotNullWhen(true)] out Payload? payload, out DecodeError error)
    {
        payload = null;
        if (!body.TryReadUInt8(out var type) || !body.TryReadBytes(ReservedSize, out _))
            return body.Fail(DecodeFault.Truncated, out error);

        var attributes = new List<ConfigurationAttribute>();
        while (!body.IsEnd)
        {
            if (attributes.Count == WireLimits.ConfigurationAttributes)
                return body.Fail(DecodeFault.TooMany, out error);
            if (!ConfigurationAttribute.TryDecode(ref body, out var attribute, out error))
                return false;

            attributes.Add(attribute);
        }

        payload = new ConfigPayload((ConfigurationType)type, attributes);
        error = default;
        return true;
    }
}
