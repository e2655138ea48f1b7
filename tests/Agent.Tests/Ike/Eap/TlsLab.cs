using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Holdfast.Crypto;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Eap;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Eap;

/// <summary>A login by a method on TLS, where the owner's verdict on the server's certificate is a test's.</summary>
internal static class TlsLab
{
    /// <summary>To the end of the attempt, or until the session stands (null).</summary>
    public static IkeFault? Run(
        TlsGateway gateway, EapType type, out Responder responder, out List<CheckGateway> asked, IkeFault? verdict = null, bool hasKey = true, bool decides = true,
        Func<IkeSettings, IkeSettings>? bend = null)
    {
        IkeSettings settings = EapLab.Settings() with
        {
            Credential = new EapLogin(Encoding.UTF8.GetBytes(EapLab.User), SecretBytes.CopyOf(Encoding.UTF8.GetBytes(EapLab.Password)), [type])
            {
                Key = hasKey ? Own() : null,
            },
        };
        responder = new Responder(new SeededRandom(2)) { Eap = gateway.Script };
        using Wires wires = new(bend?.Invoke(settings) ?? settings, responder);
        asked = [];
        while (wires.RunUntil(() => wires.Up is not null || wires.Down is not null || Asked(wires).Count > 0, TimeSpan.FromMinutes(3))
            && wires.Up is null && wires.Down is null)
        {
            CheckGateway check = Asked(wires)[0];
            if (asked.Contains(check) || !decides)
                break;
            asked.Add(check);
            wires.Do(session => session.HandleVerdict(check.Token, verdict, wires.Now));
            wires.RunUntil(() => wires.Up is not null || wires.Down is not null, TimeSpan.FromMinutes(3));
        }

        if (!decides)
            wires.RunUntil(() => wires.Down is not null, TimeSpan.FromMinutes(3));
        Assert.True(wires.Up is not null || wires.Down is not null);
        return wires.Down?.Fault;
    }

    private static List<CheckGateway> Asked(Wires wires) => [.. wires.Actions.OfType<CheckGateway>()];

    private static CertifiedKey Own()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 made = new CertificateRequest("CN=site7", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(9));
        Assert.True(Certificate.TryParse(made.RawData, out Certificate? certificate, out _));
        Assert.True(KeyFile.TryLoad(key.ExportPkcs8PrivateKey(), [], out KeyFile? file, out string? reason), reason);
        return new CertifiedKey(file.Key, [certificate]);
    }
}
