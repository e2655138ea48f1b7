using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Agent;

/// <summary>What a site has on its disk before the agent comes: the system's authorities, and the gateway's name in the place of DNS.</summary>
public static class SiteTrust
{
    /// <summary>The authority becomes one of the system's.</summary>
    public static void Install(Machine site, Authority authority, string gateway)
    {
        string bundle = SystemBundle(site);
        Directory.CreateDirectory(Path.GetDirectoryName(bundle)!);
        File.WriteAllText(bundle, authority.Certificate.ExportCertificatePem());
        File.AppendAllText(Path.Combine(site.Etc, "hosts"), $"{Addresses.Gateway} {gateway}\n");
    }

    /// <summary>The file of the system's authorities, seen from outside.</summary>
    public static string SystemBundle(Machine site) => Path.Combine(site.Etc, "ssl", "certs", "ca-certificates.crt");

    /// <summary>A file beside the configuration, which only its owner may read.</summary>
    /// <returns>Its path, seen from outside.</returns>
    public static string Put(Machine site, string name, string text)
    {
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(site.Etc, "holdfast")).FullName, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, AgentFile.Private);
        return path;
    }
}
