namespace Holdfast.Crypto.Native;

/// <summary>An AEAD with its key set. One thread at a time.</summary>
internal interface IAeadContext : IDisposable
{
    /// <summary>Encrypts in place; the nonce has 12 bytes, the tag 16.</summary>
    void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, Span<byte> tag);

    /// <summary>Decrypts in place, and says whether the tag is the right one; where it is not, the data is lost.</summary>
    bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, ReadOnlySpan<byte> tag);
}
