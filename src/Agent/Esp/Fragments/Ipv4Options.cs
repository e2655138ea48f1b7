namespace Holdfast.Esp;

/// <summary>Options of an IPv4 header (RFC 791 section 3.1).</summary>
internal static class Ipv4Options
{
    private const byte End = 0;
    private const byte NoOperation = 1;
    private const byte Copied = 0x80;

    /// <summary>
    /// Those that only the first fragment has become no operations, as the header keeps its length. What can't be read
    /// stays as it is.
    /// </summary>
    public static void LeaveOut(Span<byte> options)
    {
        while (!options.IsEmpty && options[0] != End)
        {
            bool isSingle = options[0] == NoOperation;
            int length = isSingle || options.Length == 1 ? 1 : options[1];
            if (length > options.Length || (length < 2 && !isSingle))
                return;
            if ((options[0] & Copied) == 0)
                options[..length].Fill(NoOperation);
            options = options[length..];
        }
    }
}
