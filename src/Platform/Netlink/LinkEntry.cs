namespace Holdfast.Platform;

/// <summary>A network interface.</summary>
/// <param name="Index">Its number, by which the other calls name it.</param>
/// <param name="Mtu">Bytes.</param>
public readonly record struct LinkEntry(int Index, string Name, bool IsUp, int Mtu);
