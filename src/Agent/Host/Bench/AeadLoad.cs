using Holdfast.Crypto;
using Holdfast.Esp;

namespace Holdfast.Host.Bench;

/// <summary>One AEAD alone, with a nonce and associated data as long as ESP has them; in place, as packets are.</summary>
public sealed class AeadLoad : IDisposable
{
    private const int AssociatedDataLength = 8;

    private readonly Aead _aead;
    private readonly byte[] _nonce = new byte[Aead.NonceLength];
    private readonly byte[] _associated = new byte[AssociatedDataLength];
    private readonly byte[] _data;
    private readonly byte[] _tag = new byte[Aead.TagLength];

    /// <param name="algorithm">Under a key that protects nothing.</param>
    /// <param name="length">Of the data, in bytes.</param>
    public AeadLoad(AeadAlgorithm algorithm, int length)
    {
        _aead = Aead.Create(algorithm, new byte[Aead.KeyLength(algorithm)]);
        _data = new byte[length];
    }

    public static AeadAlgorithm Primitive(EspAlgorithm cipher) => cipher.Encryption switch
    {
        EspEncryption.Aes128Gcm16 => AeadAlgorithm.Aes128Gcm,
        EspEncryption.Aes256Gcm16 => AeadAlgorithm.Aes256Gcm,
        EspEncryption.ChaCha20Poly1305 => AeadAlgorithm.ChaCha20Poly1305,
        _ => throw new ArgumentOutOfRangeException(nameof(cipher)),
    };

    /// <summary>The same nonce each time: what comes out goes nowhere.</summary>
    public void Seal(int times)
    {
        for (int i = 0; i < times; i++)
            _aead.Seal(_nonce, _associated, _data, _tag);
    }

    /// <summary>Each time to and back: two packets' worth of work.</summary>
    public void SealAndOpen(int times)
    {
        bool isRight = true;
        for (int i = 0; i < times; i++)
        {
            _aead.Seal(_nonce, _associated, _data, _tag);
            isRight &= _aead.TryOpen(_nonce, _associated, _data, _tag);
        }

        if (!isRight)
            throw new InvalidOperationException("What was sealed did not open.");
    }

    public void Dispose() => _aead.Dispose();
}
