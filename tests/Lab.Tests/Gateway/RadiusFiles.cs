namespace Holdfast.Lab.Gateway;

/// <summary>FreeRADIUS's folder: radiusd.conf, the one user, and the certificates. A closing brace must stand on its own line.</summary>
public static class RadiusFiles
{
    private const string Certificate = "server.pem", Authority = "authority.pem", Users = "users";

    /// <param name="inside">The folder as the server sees it.</param>
    public static void Write(string folder, string inside, RadiusSettings settings)
    {
        CertifiedKey own = settings.Certificate;
        void Put(string name, params IEnumerable<string> parts) => File.WriteAllText(Path.Combine(folder, name), string.Join('\n', parts) + "\n");
        Put("radiusd.conf", General(inside), Modules(inside, settings), Servers);
        Put(Users, $"\"{settings.User}\" Cleartext-Password := \"{settings.Password.Replace("\\", "\\\\", StringComparison.Ordinal)}\"");
        // The chain goes along but for its root, which comes last.
        Put(Certificate, own.Key.ExportPkcs8PrivateKeyPem(), own.Certificate.ExportCertificatePem(),
            string.Concat(own.Issuers.SkipLast(1).Select(issuer => issuer.ExportCertificatePem() + "\n")));
        Put(Authority, own.Issuers[^1].ExportCertificatePem());
    }

    private static string General(string folder) => $$"""
        prefix = /usr
        libdir = /usr/lib/freeradius
        raddbdir = {{folder}}
        confdir = {{folder}}
        logdir = /run
        run_dir = /run
        db_dir = {{folder}}
        correct_escapes = true
        proxy_requests = no
        security {
          reject_delay = 0
        }
        client gateway {
          ipaddr = {{RadiusServer.Address}}
          secret = {{RadiusServer.Secret}}
        }
        """;

    private static string Modules(string folder, RadiusSettings settings) => $$"""
        modules {
          pap {
          }
          mschap {
          }
          files {
            usersfile = {{folder}}/{{Users}}
          }
          eap {
            default_eap_type = {{settings.Method}}
            md5 {
            }
            gtc {
              auth_type = PAP
            }
            mschapv2 {
              send_error = yes
            }
            tls-config common {
              private_key_file = {{folder}}/{{Certificate}}
              certificate_file = {{folder}}/{{Certificate}}
              ca_file = {{folder}}/{{Authority}}
              tls_min_version = "{{settings.TlsVersion}}"
              tls_max_version = "{{settings.TlsVersion}}"
              ecdh_curve = ""
            }
            tls {
              tls = common
            }
            ttls {
              tls = common
              default_eap_type = mschapv2
              virtual_server = {{RadiusServer.Inner}}
            }
            peap {
              tls = common
              default_eap_type = mschapv2
              virtual_server = {{RadiusServer.Inner}}
            }
          }
        }
        """;

    private static readonly string Servers = $$"""
        server default {
          listen {
            type = auth
            ipaddr = {{RadiusServer.Address}}
            port = 1812
          }
        {{Login}}
        }
        server {{RadiusServer.Inner}} {
        {{Login}}
        }
        """;

    private static string Login => """
          authorize {
            mschap
            eap
            files
          }
          authenticate {
            Auth-Type MS-CHAP {
              mschap
            }
            Auth-Type PAP {
              pap
            }
            eap
          }
        """;
}
