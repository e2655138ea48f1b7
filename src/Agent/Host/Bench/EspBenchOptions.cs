using System.Diagnostics.CodeAnalysis;
using System.Net;
using Holdfast.Config;
using Holdfast.Esp;
using Holdfast.Platform;

namespace Holdfast.Host.Bench;

/// <summary>What <c>holdfast bench esp</c> is told.</summary>
public sealed record EspBenchOptions(string Tun, Endpoint Listen, Endpoint Peer, EspAlgorithm Cipher, byte[] Key, bool IsSite)
{
    private const int LeastKey = 16;

    // Made anew: an index into a static array of structures is compiled wrong for arm64 (StaticArrayTests).
    private static EspAlgorithm[] Ciphers => [EspAlgorithm.Aes128Gcm16, EspAlgorithm.Aes256Gcm16, EspAlgorithm.ChaCha20Poly1305];

    /// <param name="arguments">Pairs of option and value.</param>
    /// <param name="problem">What is wrong with them.</param>
    public static bool TryParse(ReadOnlySpan<string> arguments, [NotNullWhen(true)] out EspBenchOptions? options, out string problem)
    {
        options = null;
        (string? tun, string cipher, string role, byte[] key) = (null, "aes128gcm16", "", []);
        (Endpoint? listen, Endpoint? peer) = (null, null);
        for (int i = 0; i < arguments.Length; i += 2)
        {
            problem = $"{arguments[i]} wants a value";
            if (i + 1 == arguments.Length)
                return false;
            string value = arguments[i + 1];
            problem = $"{arguments[i]} \"{value}\" can't be read";
            bool isGood = arguments[i] switch
            {
                "--tun" => ValueParsers.TryInterfaceName(value, out tun, out _),
                "--cipher" => (cipher = value) != "",
                "--role" => (role = value) is "site" or "gateway",
                "--key" => TryReadKey(value, out key),
                "--listen" => TryRead(value, out listen),
                "--peer" => TryRead(value, out peer),
                _ => false,
            };
            if (!isGood)
                return false;
        }

        problem = "wanted are --tun NAME, --listen ADDRESS:PORT, --role site|gateway, and --key HEX with 16 bytes or more; the site wants --peer ADDRESS:PORT";
        if (tun is null || role == "" || key.Length < LeastKey || listen is not { } local || (role == "site" && peer is null))
            return false;
        problem = $"--cipher \"{cipher}\" is none of {string.Join(", ", Ciphers.Select(EspAlgorithms.Name))}";
        int at = Array.FindIndex(Ciphers, c => EspAlgorithms.Name(c) == cipher);
        if (at < 0)
            return false;
        Endpoint unknown = new(local.IsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        options = new EspBenchOptions(tun, local, peer ?? unknown, Ciphers[at], key, role == "site");
        return true;
    }

    private static bool TryRead(string value, out Endpoint? endpoint)
    {
        bool isRead = IPEndPoint.TryParse(value, out IPEndPoint? parsed) && parsed.Port != 0;
        endpoint = isRead ? Endpoint.From(parsed!) : null;
        return isRead;
    }

    private static bool TryReadKey(string value, out byte[] key)
    {
        key = value.Length % 2 == 0 ? new byte[value.Length / 2] : [];
        return value.Length % 2 == 0
            && Convert.FromHexString(value, key, out _, out _) == System.Buffers.OperationStatus.Done;
    }
}
