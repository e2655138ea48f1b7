using System.Collections.Concurrent;
using Holdfast.Crypto;

namespace Holdfast.Tests.Crypto;

/// <summary>One key of each kind, made once for all tests.</summary>
internal static class Keys
{
    private static readonly ConcurrentDictionary<(KeyKind, int), Lazy<PrivateKey>> Made = new();

    internal static readonly KeyKind[] Kinds =
        [KeyKind.Rsa, KeyKind.P256, KeyKind.P384, KeyKind.P521, KeyKind.Ed25519];

    /// <summary>The number tells keys of one kind apart.</summary>
    internal static PrivateKey Of(KeyKind kind, int number = 0) =>
        Made.GetOrAdd((kind, number), _ => new Lazy<PrivateKey>(() => PrivateKey.Generate(kind, 2048))).Value;
}
