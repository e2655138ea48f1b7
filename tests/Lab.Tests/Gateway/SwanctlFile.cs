using Holdfast.Lab.Network;

namespace Holdfast.Lab.Gateway;

/// <summary>The texts of strongswan.conf and swanctl.conf. A closing brace must stand on its own line.</summary>
public static class SwanctlFile
{
    private const string Plugins =
        "random nonce openssl pem pkcs1 x509 constraints pubkey kdf hmac sha2 aes gcm gmp curve25519 chapoly "
        + "kernel-libipsec kernel-netlink socket-default vici";

    /// <summary>kernel-libipsec is the ESP in user space, since a kernel may have none.</summary>
    public const string Daemon = $$"""
        charon-systemd {
          load = {{Plugins}}
          journal {
            default = -1
          }
          filelog {
            file {
              path = /run/charon.log
              default = 1
              ike = 2
              cfg = 1
              flush_line = yes
            }
          }
        }

        """;

    public static string ForGateway(GatewaySettings settings) => $$"""
        connections {
          {{GatewaySettings.Connection}} {
            version = 2
            local_addrs = {{Addresses.Gateway}}
            proposals = {{settings.Ike}}
            pools = v4{{(settings.VirtualIpv6 ? ", v6" : "")}}
            local {
              auth = psk
              id = {{settings.Identity}}
            }
            remote {
              auth = psk
              id = {{settings.ClientIdentity}}
            }
            children {
              net {
                local_ts = {{string.Join(", ", settings.Subnets)}}
                esp_proposals = {{settings.Esp}}
              }
            }
          }
        }
        pools {
          v4 {
            addrs = {{Addresses.PoolV4}}
            dns = {{string.Join(", ", settings.DnsServers)}}
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
              net {
                remote_ts = {{string.Join(", ", settings.Subnets)}}
                esp_proposals = {{settings.Esp}}
              }
            }
          }
        }
        {{Secrets(settings)}}
        """;

    private static string Secrets(GatewaySettings settings) => $$"""
        secrets {
          ike-1 {
            id-1 = {{settings.Identity}}
            id-2 = {{settings.ClientIdentity}}
            secret = "{{settings.Secret}}"
          }
        }

        """;
}
