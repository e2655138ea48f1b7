using System.Text;
using Holdfast.Lab.Network;
using static Holdfast.Lab.Gateway.DaemonFile;

namespace Holdfast.Lab.Gateway;

/// <summary>The text of swanctl.conf. A closing brace must stand on its own line.</summary>
public static class SwanctlFile
{
    /// <summary>Below swanctl's x509.</summary>
    public const string CertificateFile = "gateway.pem";
    public const string FurtherCertificateFile = "gateway-2.pem";

    public static string ForGateway(GatewaySettings settings) => $$"""
        connections {
          {{GatewaySettings.Connection}} {
            version = 2
            local_addrs = {{settings.LocalAddresses}}
            proposals = {{settings.Ike}}
            {{Option("pools", Pools(settings))}}
            {{Option("rekey_time", settings.RekeyTime)}}
            {{Option("reauth_time", settings.ReauthTime)}}
            {{Option("over_time", settings.OverTime)}}
            {{Option("rand_time", settings.RandomTime)}}
            {{Option("unique", settings.Unique)}}
            {{Option("childless", settings.Childless)}}
            {{Option("ppk_required", settings.PpkRequired ? "yes" : null)}}
            mobike = {{(settings.Mobike ? "yes" : "no")}}
            fragmentation = {{settings.Fragmentation}}
            local {
              auth = {{settings.OwnAuthentication ?? (settings.Certificate is null ? "psk" : settings.Signature ?? "pubkey")}}
              {{Option("certs", settings.Certificate is null ? null : CertificateFile)}}
              id = {{settings.Identity}}
            }
        {{FurtherOwn(settings)}}
            remote {
              auth = {{settings.ClientAuthentication}}
              {{Client(settings)}}
            }
        {{Further(settings)}}
            children {
        {{string.Concat(settings.AllChildren.Select(child => Child(settings, child)))}}
            }
          }
        }
        pools {
          v4 {
            addrs = {{Addresses.PoolV4}}
            dns = {{string.Join(", ", settings.DnsServers)}}
            {{(settings.DnsDomains.Count == 0 ? "" : $"25 = {string.Join(", ", settings.DnsDomains)}")}}
          }
          v6 {
            addrs = {{Addresses.PoolV6}}
          }
        }
        {{Secrets(settings)}}
        """;

    /// <summary>A client for such a gateway: the lab's control experiment.</summary>
    public static string ForClient(GatewaySettings settings) => $$"""
        connections {
          {{GatewaySettings.Connection}} {
            version = 2
            remote_addrs = {{Addresses.Gateway}}
            vips = 0.0.0.0, ::
            proposals = {{settings.Ike}}
            local {
              auth = psk
              id = {{settings.ClientIdentity}}
            }
            remote {
              auth = psk
              id = {{settings.Identity}}
            }
            children {
              {{GatewaySettings.ChildName}} {
                remote_ts = {{string.Join(", ", settings.Subnets)}}
                esp_proposals = {{settings.Esp}}
              }
            }
          }
        }
        {{Secrets(settings)}}
        """;

    private static string Child(GatewaySettings settings, GatewayChild child) => $$"""
              {{child.Name}} {
                mode = {{child.Mode}}
                local_ts = {{string.Join(", ", child.Subnets)}}
                remote_ts = {{string.Join(", ", child.ClientSubnets)}}
                esp_proposals = {{child.Esp ?? settings.Esp}}
                {{Option("per_cpu_sas", settings.PerCpuSas ? "yes" : null)}}
                {{Option("rekey_time", settings.ChildRekeyTime)}}
                {{Option("life_time", settings.ChildLifeTime)}}
                {{Option("rand_time", settings.RandomTime)}}
              }

        """;

    private static string FurtherOwn(GatewaySettings settings) => settings.FurtherCertificate is null ? "" : $$"""
            local-2 {
              auth = pubkey
              certs = {{FurtherCertificateFile}}
              id = {{settings.Identity}}
            }

        """;

    private static string Further(GatewaySettings settings) => settings.FurtherAuthentication is null ? "" : $$"""
            remote-2 {
              auth = {{settings.FurtherAuthentication}}
              eap_id = %any
            }

        """;

    private static string Client(GatewaySettings settings) => settings.ClientAuthentication switch
    {
        "psk" => $"id = {settings.ClientIdentity}",
        "pubkey" => "id = %any",
        _ => "eap_id = %any",
    };

    private static string? Pools(GatewaySettings settings) =>
        !settings.VirtualAddresses ? null : settings.VirtualIpv6 ? "v4, v6" : "v4";

    internal static string Secrets(GatewaySettings settings) => $$"""
        secrets {
          ike-1 {
            id-1 = {{settings.Identity}}
            id-2 = {{settings.ClientIdentity}}
            secret = "{{settings.Secret}}"
          }
          eap-1 {
            id = {{settings.User}}
            secret = 0s{{Convert.ToBase64String(Encoding.UTF8.GetBytes(settings.Password))}}
          }
        {{Ppk(settings)}}
        }

        """;

    private static string Ppk(GatewaySettings settings) => settings.PpkId is null ? "" : $$"""
          ppk-1 {
            id = {{settings.PpkId}}
            secret = {{settings.PpkSecret}}
          }
        """;
}
