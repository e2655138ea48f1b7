using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Host.Data;
using Holdfast.Host.Links;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Host.Session;
using Holdfast.Host.Trust;
using Holdfast.Ike;
using Holdfast.Platform;
using Holdfast.Supervision;
using Holdfast.Wire;

namespace Holdfast.Host;

/// <summary>What the parts of one connection share. Everything here lives as long as the connection.</summary>
public sealed record HostContext(
    ConnectionConfig Config, IkeSettings Settings, EventLoop Loop, TunnelSetup Setup, ConnectionPath Path, SocketPool Sockets, IRandom Random, Log Log,
    KeyExport? KeyExport)
{
    private NetworkExamination? _examination;

    /// <summary>Knows all that is put into the kernel, before it is.</summary>
    public required KernelJournal Journal { get; init; }

    public required KillSwitch KillSwitch { get; init; }

    /// <summary>What the sessions to come prove themselves with; <see cref="Settings"/> have what was there at the start.</summary>
    public required OwnCredential Own { get; init; }

    /// <summary>To come back with (RFC 5723).</summary>
    public required TicketStore Tickets { get; init; }

    /// <summary>What survives a restart.</summary>
    public required StateFolder State { get; init; }

    public required WallClock Clock { get; init; }

    /// <summary>What happened to this connection.</summary>
    public required ConnectionHistory History { get; init; }

    /// <summary>The process anew, and the machine.</summary>
    public required LastResort LastResort { get; init; }

    /// <summary>What is known of the NAT between this host and the gateway.</summary>
    public required MappingLife Mapping { get; init; }

    /// <summary>The ways out of this host, which all connections share.</summary>
    public required Uplinks Uplinks { get; init; }

    /// <summary>Says why this connection's gateway is silent.</summary>
    public NetworkExamination Examination => _examination ??= new NetworkExamination(this);

    /// <summary>This host's address towards a gateway, outside of the tunnel; false: no way, or it can't be asked for now, and why.</summary>
    public bool TryFindLocal(IpAddress gateway, out IpAddress local, out int error)
    {
        local = default;
        try
        {
            if (!UdpSocket.LocalAddressFor(gateway.ToIPAddress(), Config.FwMark, out System.Net.IPAddress? address, out error))
                return false;
            local = IpAddress.From(address);
            return true;
        }
        catch (LinuxException failure)
        {
            error = failure.Errno;
            return false;
        }
    }
}
