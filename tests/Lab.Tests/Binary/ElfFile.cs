using System.Buffers.Binary;
using System.Text;

namespace Holdfast.Lab.Binary;

/// <summary>What the tests ask of an executable: ELF, 64 bits, little-endian (elf(5)).</summary>
public sealed class ElfFile
{
    public const int SharedObject = 3; // ET_DYN

    private static ReadOnlySpan<byte> Magic => [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];

    private const int InterpreterSegment = 3, DynamicSegment = 2; // PT_INTERP, PT_DYNAMIC
    private const int ProgramHeaderSize = 56, DynamicEntrySize = 16;
    private const ulong EndTag = 0, NeededTag = 1, FlagsTag = 0x6ffffffb; // DT_NULL, DT_NEEDED, DT_FLAGS_1
    private const ulong PieFlag = 0x08000000; // DF_1_PIE

    private readonly byte[] _bytes;

    private ElfFile(byte[] bytes) => _bytes = bytes;

    public static ElfFile Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        Assert.True(bytes.AsSpan().StartsWith(Magic), $"{path} is no 64-bit little-endian ELF file");
        return new ElfFile(bytes);
    }

    public int Type => Half(16);

    /// <summary>EM_X86_64 is 62, EM_AARCH64 183.</summary>
    public int Machine => Half(18);

    public bool HasInterpreter => SegmentsOfType(InterpreterSegment).Any();

    public bool IsPositionIndependentExecutable =>
        Dynamic().Any(entry => entry.Tag == FlagsTag && (entry.Value & PieFlag) != 0);

    /// <summary>How many shared libraries it names.</summary>
    public int NeededLibraries => Dynamic().Count(entry => entry.Tag == NeededTag);

    public bool Contains(string text) => _bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    private IEnumerable<(ulong Tag, ulong Value)> Dynamic()
    {
        foreach (int header in SegmentsOfType(DynamicSegment))
        {
            int start = (int)Word(header + 8), end = start + (int)Word(header + 32);
            for (int entry = start; entry < end && Word(entry) != EndTag; entry += DynamicEntrySize)
                yield return (Word(entry), Word(entry + 8));
        }
    }

    /// <summary>Offsets of program headers.</summary>
    private IEnumerable<int> SegmentsOfType(int type)
    {
        int table = (int)Word(32), count = Half(56);
        return Enumerable.Range(0, count).Select(i => table + i * ProgramHeaderSize)
            .Where(header => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(header)) == type);
    }

    private int Half(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(offset));

    private ulong Word(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(offset));
}
