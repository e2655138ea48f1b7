using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Vm.Boards;

/// <summary>
/// Where a board is put up: an uplink with DHCP and names, a NAT, and a gateway of the lab in namespaces. One board at a time; what
/// one test leaves connected the next may go on with.
/// </summary>
public sealed class BoardSite : IDisposable
{
    private const string Uplink = "board0";

    private static readonly TimeSpan BootPatience = TimeSpan.FromMinutes(4), Patience = TimeSpan.FromSeconds(60), Pause = TimeSpan.FromMilliseconds(500);

    private readonly Authority _authority = Authority.Create();

    private Topology? _topology;
    private BackgroundProcess? _router;
    private StrongSwan? _gateway;
    private string _image = "";
    private Card? _card;
    private Board? _board;
    private int _newest;

    public StrongSwan Gateway => _gateway!;

    public Card Card => _card!;

    /// <summary>The password is nowhere but in the file on the card.</summary>
    public GatewaySettings Settings { get; private set; } = new();

    /// <summary>The file that a user puts on the card, beside ca.pem.</summary>
    public AgentSettings File => AgentSettings.Login(Settings) with { Trust = ["./ca.pem"] };

    /// <summary>A card as it comes from the image.</summary>
    public Card NewCard()
    {
        Open();
        SwitchOff();
        _card?.Dispose();
        _card = new Card(_image);
        _card.Put("ca.pem", _authority.Certificate.ExportCertificatePem());
        return _card;
    }

    /// <summary>Switches the board on, with the card that is in it.</summary>
    public Board SwitchOn()
    {
        SwitchOff();
        Expect();
        _board = Board.SwitchOn(_image, Card, _topology!.Site.Network, Uplink);
        return _board;
    }

    /// <summary>Pulls the plug of the board, if there is one that is on.</summary>
    public void SwitchOff()
    {
        _board?.Dispose();
        _board = null;
    }

    /// <summary>A board that is connected: the one that is there, or a new one.</summary>
    public Board Connected()
    {
        if (_board is { IsOff: false } && IsConnectedSoon(_board))
            return _board;
        NewCard().Put("holdfast.json", File.ToJson());
        var board = SwitchOn();
        WaitForConnected(board);
        return board;
    }

    /// <summary>From here on only a session that the gateway does not have yet counts.</summary>
    public void Expect() => _newest = Gateway.ListSas().Select(one => one.UniqueId).DefaultIfEmpty().Max();

    /// <summary>Waits until the board is connected. The gateway is asked first: to look costs the board's processor and memory.</summary>
    /// <returns>Seconds since the board's kernel has started.</returns>
    public double WaitForConnected(Board board)
    {
        Wait.Until("the gateway has a new session", HasNewSession, BootPatience);
        return board.WhenConnected();
    }

    /// <summary>The gateway has one IKE SA, with one Child SA.</summary>
    public bool HasOneSa() => Gateway.ListSas() is [{ State: "ESTABLISHED", Children: [{ State: "INSTALLED" }] }];

    private bool HasNewSession()
    {
        Thread.Sleep(Pause);
        return Gateway.ListSas().Any(one => one.UniqueId > _newest && one.Children.Any(child => child.State == "INSTALLED"));
    }

    // The test before may have started the agent anew.
    private static bool IsConnectedSoon(Board board)
    {
        try
        {
            Wait.Until("connected", () => board.Status()?.Children.Count > 0, Patience);
            return true;
        }
        catch (LabException)
        {
            return false;
        }
    }

    public string Describe() => $"""
        {_board?.Describe()}
        -- the router
        {_router?.Transcript()}
        -- the gateway's log
        {(_gateway is null ? "" : string.Join('\n', _gateway.LogTail(80)))}
        """;

    public void Dispose()
    {
        SwitchOff();
        _card?.Dispose();
        _gateway?.Dispose();
        _router?.Dispose();
        _topology?.Dispose();
    }

    private void Open()
    {
        if (_topology is not null)
            return;
        _image = BoardImage.Provide();
        Settings = Settings with
        {
            ClientAuthentication = "eap-mschapv2", Certificate = _authority.Issue([Settings.Identity]), Subnets = ["0.0.0.0/0", "::/0"],
        };
        _topology = Topology.Create();
        // The board takes the place of the site, which is left as a switch.
        _topology.Site.Network.Ip($"""
            addr flush dev {Topology.Wan}
            link add name switch type bridge
            tuntap add dev {Uplink} mode tap
            link set {Uplink} master switch
            link set {Topology.Wan} master switch
            link set {Uplink} up
            link set switch up
            """);
        _router = BackgroundProcess.Start(_topology.Nat.Wrap(
            "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--user=root", "--log-facility=-", "--pid-file=",
            "--no-resolv", "--no-hosts", "--bind-interfaces", "--interface=inside", "--local=/example.test/",
            $"--host-record={Settings.Identity},{Addresses.Gateway}", "--dhcp-range=10.10.1.100,10.10.1.199,10m",
            $"--dhcp-leasefile={Path.Combine(_topology.Folder, "leases")}", "--dhcp-authoritative"));
        _gateway = StrongSwan.Start(_topology.Gateway, Settings, SwanctlFile.ForGateway(Settings));
    }
}
