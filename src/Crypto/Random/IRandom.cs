namespace Holdfast.Crypto;

/// <summary>A source of random bytes, injected so that a test can fix each key and nonce.</summary>
public interface IRandom
{
    public void Fill(Span<byte> destination);
}
