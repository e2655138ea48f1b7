namespace Holdfast.Host.Trust;

/// <summary>
/// Answers that were of use, on disk. How long one holds it says itself, and its issuer's signature: so a file that somebody changed
/// is of no use, and no danger.
/// </summary>
public sealed class RevocationCache(StateFolder state)
{
    public byte[]? Read(RevocationSource source) => state.Read(source.Key, source.MostBytes);

    public void Write(RevocationSource source, byte[] answer) => state.Write(source.Key, answer);
}
