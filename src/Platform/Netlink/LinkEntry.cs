namespace Holdfast.Platform;

/// <summary>A network interface.</summary>
/// <param name="Index">Its number, by which the other calls name it.</param>
/// <param name="Mtu">Bytes.</param>
public readonly record struct LinkEntry(int Index, string Name, bool IsUp, int Mtu)
{
    /// <summary>The driver, such as "tun" or "xfrm"; empty for one that was not made by a request.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Of an xfrm interface.</summary>
    public uint IfId { get; init; }
}
