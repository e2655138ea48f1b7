using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Holdfast.Esp;

/// <summary>
/// The checksum of IP, TCP, UDP and ICMP (RFC 1071). Bytes are added as the machine reads them, for a sum with its carries
/// does not depend on the order of bytes but for its own, and the sum is turned at the end. Vectors of 128 bits are what
/// all of the processors have that the executable is made for.
/// </summary>
public static class InternetChecksum
{
    private const int Block = 2 * 16; // two vectors a turn

    /// <summary>Of bytes in which the checksum's own field is zero.</summary>
    public static ushort Of(ReadOnlySpan<byte> bytes) => Fold(Sum(bytes));

    /// <summary>16-bit words added up; an odd byte at the end counts as the high half of a word.</summary>
    /// <returns>At most 0xFFFF, so that sums can be added up; zero only where all bytes are.</returns>
    public static ulong Sum(ReadOnlySpan<byte> bytes)
    {
        ref byte at = ref MemoryMarshal.GetReference(bytes);
        int done = 0;
        ulong sum = 0;
        if (bytes.Length >= Block && Vector128.IsHardwareAccelerated)
        {
            Vector128<ulong> all = default;
            Vector128<ulong> high = default;
            for (; done <= bytes.Length - Block; done += Block)
            {
                Vector128<ulong> first = Vector128.LoadUnsafe(ref at, (nuint)done).AsUInt64();
                Vector128<ulong> second = Vector128.LoadUnsafe(ref at, (nuint)done + 16).AsUInt64();
                all += first;
                high += first >>> 32;
                all += second;
                high += second >>> 32;
            }

            sum = Join(all, high);
        }

        return Finish(sum + SumWords(bytes[done..]));
    }

    /// <summary>The sum of what it copies, in one pass.</summary>
    /// <exception cref="ArgumentException">The destination is shorter.</exception>
    public static ulong CopyAndSum(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        ref byte from = ref MemoryMarshal.GetReference(bytes);
        ref byte to = ref MemoryMarshal.GetReference(destination[..bytes.Length]);
        int done = 0;
        ulong sum = 0;
        if (bytes.Length >= Block && Vector128.IsHardwareAccelerated)
        {
            Vector128<ulong> all = default;
            Vector128<ulong> high = default;
            for (; done <= bytes.Length - Block; done += Block)
            {
                Vector128<ulong> first = Vector128.LoadUnsafe(ref from, (nuint)done).AsUInt64();
                Vector128<ulong> second = Vector128.LoadUnsafe(ref from, (nuint)done + 16).AsUInt64();
                first.AsByte().StoreUnsafe(ref to, (nuint)done);
                second.AsByte().StoreUnsafe(ref to, (nuint)done + 16);
                all += first;
                high += first >>> 32;
                all += second;
                high += second >>> 32;
            }

            sum = Join(all, high);
        }

        ReadOnlySpan<byte> rest = bytes[done..];
        rest.CopyTo(destination[done..]);
        return Finish(sum + SumWords(rest));
    }

    /// <summary>The complement of the sum with its carries added in again.</summary>
    public static ushort Fold(ulong sum) => (ushort)~Carry(sum);

    /// <summary>The sum with its carries added in again.</summary>
    public static ushort Carry(ulong sum)
    {
        while (sum >> 16 != 0)
            sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)sum;
    }

    // The sum of whole words loses its carries. It need not keep them: less the sum of the high halves it is that of the low
    // halves, which is small.
    private static ulong Join(Vector128<ulong> all, Vector128<ulong> high) => Vector128.Sum(all - (high << 32) + high);

    // In the machine's order, 32 bits at once: the sum has room for the carries.
    private static ulong SumWords(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        while (bytes.Length >= sizeof(ulong))
        {
            ulong words = MemoryMarshal.Read<ulong>(bytes);
            sum += (uint)words + (words >> 32);
            bytes = bytes[sizeof(ulong)..];
        }

        if (bytes.Length >= sizeof(uint))
        {
            sum += MemoryMarshal.Read<uint>(bytes);
            bytes = bytes[sizeof(uint)..];
        }

        if (bytes.Length >= sizeof(ushort))
        {
            sum += MemoryMarshal.Read<ushort>(bytes);
            bytes = bytes[sizeof(ushort)..];
        }

        if (bytes.IsEmpty)
            return sum;
        return sum + (BitConverter.IsLittleEndian ? bytes[0] : (ulong)bytes[0] << 8);
    }

    private static ulong Finish(ulong sum)
    {
        ushort carried = Carry(sum);
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(carried) : carried;
    }
}
