using Holdfast.Esp;
using Holdfast.Ike;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>How a session begins: anew, or in place of one that stands.</summary>
/// <param name="InitialContact">The gateway is to drop what it still has of us.</param>
/// <param name="WantedAddresses">Inner addresses of the session that is replaced, to be asked for again.</param>
public sealed record SessionStart(bool InitialContact, IReadOnlyList<IpAddress> WantedAddresses)
{
    /// <summary>No session of the connection stood before: this one shows whether the gateway accepts our rekeys.</summary>
    public bool IsFirst { get; init; }

    /// <summary>Whom the gateway has to prove to be.</summary>
    public IdPayload? RemoteId { get; init; }

    /// <summary>The configuration's gateway, as its tickets are known by.</summary>
    public string Gateway { get; init; } = "";

    /// <summary>The session that it is to take the place of; null: there is none.</summary>
    public LiveSession? Beside { get; init; }

    /// <summary>IKE_SA_INIT goes to the port of NAT traversal.</summary>
    public bool ByNatPort { get; init; }

    /// <summary>The gateway may send us to another one (RFC 5685).</summary>
    public bool FollowsRedirects { get; init; }

    /// <summary>Who sent us to this address; null: nobody did.</summary>
    public IpAddress? RedirectedFrom { get; init; }

    /// <summary>By TCP, to this port of the gateway; 0: by UDP.</summary>
    public ushort TcpPort { get; init; }

    /// <summary>How long a gateway that does not answer at all is asked; null: for the time that connecting may take.</summary>
    public RetransmitPolicy? Unanswered { get; init; }

    public static readonly SessionStart Anew = new(true, []);

    /// <param name="beside">The session that it is to take the place of; null: there is none.</param>
    public static SessionStart Of(LiveSession? beside, bool isFirst, RetransmitPolicy? unanswered) =>
        (beside is null ? Anew with { IsFirst = isFirst } : new SessionStart(false, beside.Tunnel?.Addresses ?? [])) with
        {
            Unanswered = unanswered, Beside = beside,
        };

    /// <summary>The connection's settings with what only the attempt knows.</summary>
    public IkeSettings Apply(IkeSettings settings, IkePath path) => settings with
    {
        RemoteId = RemoteId,
        InitialContact = InitialContact,
        WantedAddresses = WantedAddresses,
        StartOnNatPort = ByNatPort || TcpPort != 0,
        FollowsRedirects = FollowsRedirects,
        RedirectedFrom = RedirectedFrom,
        Unanswered = Unanswered,
        RekeySelfTest = IsFirst ? settings.RekeySelfTest : null,
        Children = [.. settings.Children.Select(child => OnPath(child, path))],
    };

    /// <summary>Transport mode is for the outer addresses (RFC 7296 section 2.23.1: as this host sees them).</summary>
    private static ChildSettings OnPath(ChildSettings child, IkePath path) => child.Mode == EspMode.Tunnel ? child : child with
    {
        Local = [.. child.Local.Where(s => s.Family == path.Local.Family).Select(s => Only(s, path.Local))],
        Remote = [.. child.Remote.Where(s => s.Family == path.Remote.Family).Select(s => Only(s, path.Remote))],
    };

    private static TrafficSelector Only(TrafficSelector selector, IpAddress address) =>
        new(selector.IpProtocol, selector.Ports, address, address);
}
