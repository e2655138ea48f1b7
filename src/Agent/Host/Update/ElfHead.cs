using System.Buffers.Binary;

namespace Holdfast.Host.Update;

/// <summary>The first bytes of an executable (elf(5)): for which machine it is.</summary>
public static class ElfHead
{
    /// <summary>What of the file is looked at.</summary>
    public const int Length = 20;

    private const int Class = 4, Machine = 18; // class and byte order; e_machine

    private static ReadOnlySpan<byte> Magic => [0x7F, (byte)'E', (byte)'L', (byte)'F'];

    /// <summary>Both are executables, and for the same kind of machine.</summary>
    public static bool AreAlike(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        IsElf(one) && IsElf(other) && one.Slice(Class, 2).SequenceEqual(other.Slice(Class, 2))
        && BinaryPrimitives.ReadUInt16LittleEndian(one[Machine..]) == BinaryPrimitives.ReadUInt16LittleEndian(other[Machine..]);

    private static bool IsElf(ReadOnlySpan<byte> head) => head.Length >= Length && head.StartsWith(Magic);
}
