using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Compare;

/// <summary>The machine's OpenVPN, point to point, without the kernel's help.</summary>
public static class OpenVpn
{
    private const string Port = "1194";

    public static Tunnel Start(Topology lab)
    {
        var (gateway, site) = (Write(lab, "openvpn-gateway"), Write(lab, "openvpn-site"));
        string[] listening = ["--tls-server", "--dh", "none", "--local", Addresses.Gateway, "--port", Port];
        string[] calling = ["--tls-client", "--nobind", "--remote", Addresses.Gateway, Port];
        return Tunnel.Start(
            lab, TunnelAddresses.Gateway,
            () => Run(lab.Gateway.Network, gateway, site.Fingerprint, TunnelAddresses.Gateway, TunnelAddresses.Site, listening),
            () => Run(lab.Site.Network, site, gateway.Fingerprint, TunnelAddresses.Site, TunnelAddresses.Gateway, calling),
            () => { });
    }

    private static Daemon Run(
        NetworkNamespace network, Identity own, string peer, string address, string peerAddress, IReadOnlyList<string> role) =>
        Daemon.Start(network.Wrap(
        [
            "openvpn", "--dev", "tun0", "--proto", "udp4", "--ifconfig", address, peerAddress, .. role,
            "--cert", own.CertificateFile, "--key", own.KeyFile, "--peer-fingerprint", peer,
            "--data-ciphers", "AES-128-GCM", "--disable-dco", "--verb", "1",
        ]), process => process.Output.Any(line => line.Contains("UDPv4 link local", StringComparison.Ordinal)));

    private static Identity Write(Topology lab, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var path = Path.Combine(lab.Folder, name);
        var hash = certificate.GetCertHash(HashAlgorithmName.SHA256);
        var identity = new Identity($"{path}.crt", $"{path}.key", string.Join(':', hash.Select(value => $"{value:X2}")));
        File.WriteAllText(identity.CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(identity.KeyFile, key.ExportPkcs8PrivateKeyPem());
        return identity;
    }

    private sealed record Identity(string CertificateFile, string KeyFile, string Fingerprint);
}
