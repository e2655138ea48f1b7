using Holdfast.Lab.Gateway;

namespace Holdfast.Lab.Faults;

/// <summary>
/// strongSwan as a client that is to stay connected: everything is begun again whenever it ends, for ever, a silent gateway is
/// asked after 2 s, and a request is sent again every second and given up after 7 s, which still bears a round trip of 5 s.
/// </summary>
public sealed class StrongSwanClient(TunnelLab lab, string gateway) : IClient
{
    // retry_initiate_interval is for a name that does not resolve; prefer_best_path follows the route and not the old address.
    private static readonly string[] Options =
    [
        "retransmit_timeout = 1.0", "retransmit_base = 1.0", "retransmit_tries = 6",
        "retry_initiate_interval = 1", "prefer_best_path = yes", "make_before_break = yes",
    ];

    private static readonly GatewaySettings Peer = new();

    private Service? _service;
    private StrongSwan? _daemon;

    public string Name => "strongSwan";

    public int ProcessId => _service?.ProcessId ?? 0;

    public bool IsConnected => _service is { ProcessId: > 0 } && _daemon!.ListSas().Any(sa => sa.Installed.Any());

    public string Transcript => string.Join('\n', _daemon?.Log() ?? []);

    public void Start() => _service = new Service(() => _daemon = StrongSwan.Start(lab.Topology.Site, Peer, Configuration(), Options));

    public void Stop() => _service?.Stop();

    public void Signal(int signal) => _service?.Signal(signal);

    public void Kill() => _service?.Kill();

    public void Dispose() => _service?.Dispose();

    private string Configuration() => $$"""
        connections {
          {{GatewaySettings.Connection}} {
            version = 2
            remote_addrs = {{gateway}}
            vips = 0.0.0.0, ::
            proposals = {{Peer.Ike}}
            mobike = yes
            keyingtries = 0
            dpd_delay = 2s
            reauth_time = 0s
            local {
              auth = psk
              id = {{Peer.ClientIdentity}}
            }
            remote {
              auth = psk
              id = {{Peer.Identity}}
            }
            children {
              {{GatewaySettings.ChildName}} {
                remote_ts = {{string.Join(", ", Peer.Subnets)}}
                esp_proposals = {{Peer.Esp}}
                start_action = start
                close_action = start
                dpd_action = restart
              }
            }
          }
        }
        {{SwanctlFile.Secrets(Peer)}}
        """;
}
