using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Platform;

namespace Holdfast.Cli;

/// <summary><c>holdfast keygen</c>: a key in a file of its own, and a request for its certificate (PKCS #10), which an authority signs.</summary>
internal static class KeyGeneration
{
    private const int OwnerOnly = 0x180; // 0600

    private static readonly Dictionary<string, KeyKind> Kinds = new()
    {
        ["p256"] = KeyKind.P256, ["p384"] = KeyKind.P384, ["p521"] = KeyKind.P521, ["ed25519"] = KeyKind.Ed25519, ["rsa"] = KeyKind.Rsa,
    };

    /// <summary>True with the request in PEM, when the key is in its file; else with what is wrong.</summary>
    public static bool TryRun(CommandLine line, [NotNullWhen(true)] out string? request, [NotNullWhen(false)] out string? problem)
    {
        request = null;
        problem = line.Connection is null ? "\"keygen\" wants the name that the certificate is to be for"
            : line.KeyPath is null ? "\"keygen\" wants --key and the file for the key"
            : !Kinds.ContainsKey(line.KeyType) ? $"unknown key type {InputText.Quote(line.KeyType)}; allowed: {string.Join(", ", Kinds.Keys)}"
            : !TryName(line.Connection, out GeneralName name) ? $"{InputText.Quote(line.Connection)} is neither a host name nor an address nor an e-mail address"
            : Make(line, name, ref request);
        return problem is null;
    }

    private static string? Make(CommandLine line, GeneralName name, ref string? request)
    {
        try
        {
            if (FileGuard.Inspect(line.KeyPath!).Exists)
                return $"{line.KeyPath} is there already; a key is not overwritten";
            using PrivateKey key = PrivateKey.Generate(Kinds[line.KeyType]);
            DistinguishedName.TryEncode($"CN={line.Connection}", out byte[]? subject, out _);
            request = Pem.Encode("CERTIFICATE REQUEST", CertificationRequest.Create(key, subject!, [name]));
            using SecretBytes pem = key.ExportPem();
            FileGuard.WriteAtomically(line.KeyPath!, pem.Span, OwnerOnly);
            return null;
        }
        catch (LinuxException failure)
        {
            return failure.Message;
        }
    }

    private static bool TryName(string text, out GeneralName name)
    {
        byte[] value = Encoding.ASCII.GetBytes(text);
        bool isAddress = IPAddress.TryParse(text, out IPAddress? address) && (text.Contains(':') || address.ToString() == text);
        name = isAddress ? new GeneralName(GeneralNameKind.Ip, address!.GetAddressBytes())
            : new GeneralName(text.Contains('@') ? GeneralNameKind.Email : GeneralNameKind.Dns, value);
        return name.Kind != GeneralNameKind.Dns
            ? name.Kind == GeneralNameKind.Ip || text.All(c => c is > ' ' and <= '~' and not ',' and not '=')
            : HostName.IsValid(text);
    }
}
