using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Host.Kernel;

namespace Holdfast.Host.Doctor;

/// <summary>What the kernel path needs, asked of the kernel one after another, with option and module of what it lacks.</summary>
public sealed class KernelFindings(KernelProbe probe)
{
    private const string Esp4 = "CONFIG_INET_ESP, module esp4";
    private const string Esp6 = "CONFIG_INET6_ESP, module esp6, Linux 5.8 or newer";

    // Every kernel with ESP has it, so that what it lacks otherwise shows.
    private static readonly EspAlgorithm Usual = EspAlgorithm.Aes128Cbc(IntegrityAlgorithm.HmacSha256_128);

    // Not static: a loop over a static array of structures reads from a wrong address on arm64 (ILCompiler 10.0.12).
    private readonly EspAlgorithm[] _algorithms =
    [
        EspAlgorithm.Aes128Gcm16,
        EspAlgorithm.Aes256Gcm16,
        EspAlgorithm.ChaCha20Poly1305,
        EspAlgorithm.Aes128Cbc(IntegrityAlgorithm.HmacSha256_128),
        EspAlgorithm.Aes256Cbc(IntegrityAlgorithm.HmacSha256_128),
        EspAlgorithm.Aes256Cbc(IntegrityAlgorithm.HmacSha384_192),
        EspAlgorithm.Aes256Cbc(IntegrityAlgorithm.HmacSha512_256),
    ];

    /// <summary>Whether some Child SA can be carried.</summary>
    public bool IsUsable => Refusal(Working()) is null && probe.PolicyProblem(isIPv6: false) is null;

    public List<Finding> All()
    {
        EspAlgorithm working = Working();
        bool isEsp = Refusal(working) is null;
        List<Finding> found =
        [
            new("ESP in UDP over IPv4", Refusal(working), Esp4),
            new("ESP in UDP over IPv6", probe.Refusal(working, isExtended: false, EspMode.Tunnel, isIPv6: true), Esp6),
            new("transport mode", probe.Refusal(working, isExtended: false, EspMode.Transport, isIPv6: false), Esp4),
            new("extended sequence numbers", ExtendedProblem(working), isEsp ? "CONFIG_CRYPTO_AUTHENC, module authencesn" : Esp4),
        ];
        foreach (EspAlgorithm algorithm in _algorithms)
            found.Add(new Finding(EspAlgorithms.Name(algorithm), Refusal(algorithm), Remedy(algorithm, working)));
        found.Add(new Finding("policies for IPv4", probe.PolicyProblem(isIPv6: false), "CONFIG_XFRM_USER, module xfrm_user"));
        found.Add(new Finding("policies for IPv6", probe.PolicyProblem(isIPv6: true), "CONFIG_IPV6, module ipv6"));
        found.Add(new Finding("xfrm interface", probe.InterfaceProblem, "CONFIG_XFRM_INTERFACE, module xfrm_interface"));
        return found;
    }

    private EspAlgorithm Working()
    {
        foreach (EspAlgorithm algorithm in _algorithms)
        {
            if (Refusal(algorithm) is null)
                return algorithm;
        }

        return Usual;
    }

    private string? Refusal(EspAlgorithm algorithm) => probe.Refusal(algorithm, isExtended: false, EspMode.Tunnel, isIPv6: false);

    /// <summary>Of the first algorithm that does without, but not with them.</summary>
    private string? ExtendedProblem(EspAlgorithm working)
    {
        if (Refusal(working) is { } none)
            return none;
        foreach (EspAlgorithm algorithm in _algorithms)
        {
            if (Refusal(algorithm) is null && probe.Refusal(algorithm, isExtended: true, EspMode.Tunnel, isIPv6: false) is { } problem)
                return $"{EspAlgorithms.Name(algorithm)}: {problem}";
        }

        return null;
    }

    private string Remedy(EspAlgorithm algorithm, EspAlgorithm working)
    {
        if (Refusal(algorithm) == Refusal(working))
            return Esp4;
        return algorithm switch
        {
            { Encryption: EspEncryption.ChaCha20Poly1305 } => "CONFIG_CRYPTO_CHACHA20POLY1305, module chacha20poly1305",
            { Integrity: null } => "CONFIG_CRYPTO_GCM, modules gcm and seqiv",
            { Integrity: IntegrityAlgorithm.HmacSha256_128 } => Cbc("SHA256"),
            _ => Cbc("SHA512"),
        };
    }

    private static string Cbc(string hash) =>
        $"CONFIG_CRYPTO_CBC, CONFIG_CRYPTO_HMAC, CONFIG_CRYPTO_AUTHENC, CONFIG_CRYPTO_{hash}; modules cbc, hmac, authenc, {hash.ToLowerInvariant()}_generic";
}
