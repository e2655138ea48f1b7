namespace Holdfast.Lab.Gateway;

/// <summary>The text of strongswan.conf.</summary>
public static class DaemonFile
{
    private const string Plugins =
        "random nonce openssl pem pkcs1 pkcs8 x509 constraints pubkey kdf hmac sha1 sha2 md5 aes gcm gmp curve25519 chapoly "
        + "kernel-netlink socket-default vici eap-identity eap-mschapv2 eap-md5 eap-gtc eap-tls eap-ttls xauth-generic";

    // Since a kernel may have none.
    private const string UserspaceEsp = "kernel-libipsec ";

    private const string RadiusPlugin = "eap-radius ";

    private const string RadiusSection = $$"""
        eap-radius {
          server = {{RadiusClient.Address}}
          secret = {{RadiusClient.Secret}}
        }
        """;

    /// <param name="options">Further lines of the daemon's section.</param>
    public static string For(GatewaySettings settings, params IReadOnlyList<string> options) => $$"""
        charon-systemd {
          load = {{(settings.KernelEsp ? "" : UserspaceEsp)}}{{(AsksRadius(settings) ? RadiusPlugin : "")}}{{Plugins}}
          {{Option("fragment_size", settings.FragmentSize)}}
          {{Option("cookie_threshold", settings.CookieThreshold)}}
          {{Option("delete_rekeyed_delay", settings.DeleteDelaySeconds)}}
          {{Option("retransmit_timeout", settings.RetransmitTimeout)}}
          {{Option("multiple_authentication", settings.MultipleAuthentication)}}
          {{Option("signature_authentication", settings.SignatureHashes is false ? "no" : null)}}
          {{string.Join("\n  ", options)}}
          tls {
            {{Option("version_max", settings.TlsVersion)}}
          }
          plugins {
            eap-gtc {
              backend = generic
            }
            eap-ttls {
              phase2_method = mschapv2
            }
            {{(AsksRadius(settings) ? RadiusSection : "")}}
          }
          journal {
            default = -1
          }
          filelog {
            file {
              path = /run/charon.log
              time_format = %H:%M:%S
              time_add_ms = yes
              default = 1
              ike = 2
              chd = 2
              cfg = 1
              flush_line = yes
            }
          }
        }

        """;

    private static bool AsksRadius(GatewaySettings settings) => settings.ClientAuthentication == "eap-radius";

    internal static string Option<T>(string key, T value) => value is null ? "" : $"{key} = {value}";
}
