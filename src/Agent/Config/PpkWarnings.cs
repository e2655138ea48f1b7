namespace Holdfast.Config;

/// <summary>What is to be said about a post-quantum pre-shared key that is served all the same (RFC 8784 section 6).</summary>
public static class PpkWarnings
{
    /// <summary>256 bits, of which a quantum computer's search leaves half.</summary>
    private const int EnoughBytes = 32;

    /// <summary>Of a key that was read already.</summary>
    public static IReadOnlyList<string> Of(PpkConfig? ppk) => ppk is { Secret.Length: var length and < EnoughBytes }
        ? [$"the post-quantum pre-shared key has {length} bytes, which a quantum computer may guess: take {EnoughBytes} random ones (openssl rand -hex {EnoughBytes}, with 0x before it)"]
        : [];
}
