namespace Holdfast.Crypto.Native;

/// <summary>A pass phrase as libcrypto wants it: with a zero at its end, in memory that stays where it is.</summary>
internal sealed class PassPhrase : IDisposable
{
    private readonly SecretBytes _bytes;

    internal PassPhrase(ReadOnlySpan<byte> text)
    {
        _bytes = new SecretBytes(text.Length + 1);
        text.CopyTo(_bytes.Span);
    }

    /// <summary>Without the zero.</summary>
    internal int Length => _bytes.Length - 1;

    internal bool IsEmpty => Length == 0;

    internal unsafe byte* Pointer
    {
        get
        {
            fixed (byte* start = _bytes.Span) // the secure heap does not move
                return start;
        }
    }

    public void Dispose() => _bytes.Dispose();
}
