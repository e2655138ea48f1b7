using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>OSSL_PARAM of openssl/core.h: one named value. A list ends with <c>default</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct OsslParam
{
    private const uint UnsignedIntegerType = 2;
    private const uint Utf8StringType = 4;
    private const uint OctetStringType = 5;

    private readonly byte* _key;
    private readonly uint _dataType;
    private readonly void* _data;
    private readonly nuint _dataSize;
    private readonly nuint _returnSize;

    private OsslParam(byte* key, uint dataType, byte* data, int dataSize)
    {
        _key = key;
        _dataType = dataType;
        _data = data;
        _dataSize = (nuint)dataSize;
        _returnSize = 0;
    }

    /// <summary>A text; both arguments are zero-terminated and stay where they are.</summary>
    internal static OsslParam Text(byte* key, byte* text, int length) => new(key, Utf8StringType, text, length);

    /// <summary>Bytes; the name is zero-terminated, and both stay where they are.</summary>
    internal static OsslParam Octets(byte* key, byte* bytes, int length) => new(key, OctetStringType, bytes, length);

    /// <summary>A big number, lowest byte first (the byte order of every machine this is built for).</summary>
    internal static OsslParam Number(byte* key, byte* littleEndian, int length) =>
        new(key, UnsignedIntegerType, littleEndian, length);
}
