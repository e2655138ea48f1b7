namespace Holdfast.Wire;

/// <summary>A traffic selector of a type other than the two address ranges.</summary>
/// <param name="Reserved">The octet after the type, whose meaning depends on it.</param>
/// <param name="Data">What follows the length.</param>
public sealed record UnknownSelector(TrafficSelectorType Type, byte Reserved, ReadOnlyMemory<byte> Data)
{
    public bool Equals(UnknownSelector? other) =>
        other is not null && Type == other.Type && Reserved == other.Reserved && ValueEquality.Same(Data, other.Data);

    public override int GetHashCode() => HashCode.Combine(Type, Reserved, ValueEquality.Hash(Data));
}
