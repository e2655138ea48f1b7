using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Agent;

/// <summary>What a site has on its disk before the agent comes: the system's authorities, and the gateway's name in the place of DNS.</summary>
public static class SiteTrust
{
    /// <summary>The authority becomes one of the system's.</summary>
    public static void Install(Machine site, Authority authority, string gateway)
    {
        string folder = Directory.CreateDirectory(Path.Combine(site.Etc, "ssl", "certs")).FullName;
        File.WriteAllText(Path.Combine(folder, "ca-certificates.crt"), authority.Certificate.ExportCertificatePem());
        File.AppendAllText(Path.Combine(site.Etc, "hosts"), $"{Addresses.Gateway} {gateway}\n");
    }
}
