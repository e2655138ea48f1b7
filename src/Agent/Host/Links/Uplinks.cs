using Holdfast.Config;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Holdfast.Supervision;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Links;

/// <summary>
/// The ways out of this host, as the kernel tells of them: which there are, which one the agent uses, and the next one where that
/// is in vain. The agent's own packets are held on one only where the kernel's routes lead elsewhere.
/// </summary>
public sealed class Uplinks : ITimed, IDisposable
{
    private readonly EventLoop _loop;
    private readonly List<string> _ownDevices = [];
    private readonly GatewayFamilies _gateways = new();
    private readonly UplinkOrder _order;
    private readonly UplinkChoice _choice;
    private readonly UplinkPin _pin;
    private readonly NetworkReader _reader;
    private readonly PathWatch _watch;
    private readonly Log _log;
    private UplinkTable? _table;
    private readonly ReturnPace _pace = new();
    private string _fingerprint = "";
    private Instant _tellAt = Instant.Never, _returnAt = Instant.Never;

    /// <exception cref="LinuxException">The kernel tells nothing of its network.</exception>
    public Uplinks(EventLoop loop, AgentConfig config, UplinkPin pin, Log log)
    {
        (_loop, _pin, _log) = (loop, pin, log);
        _order = new UplinkOrder(config.Uplinks);
        _choice = new UplinkChoice(_order);
        Expect(config.Connections);
        InternetCheck = config.InternetCheck;
        _reader = new NetworkReader(config.Connections[0].FwMark);
        Refresh();
        _watch = new PathWatch(loop, HandleChange);
        loop.Add(this);
    }

    /// <summary>
    /// Links, addresses or routes of this host have changed and settled, or another uplink is used. Never within a call of the one
    /// who listens.
    /// </summary>
    public event Action? Changed;

    /// <summary>What may be asked whether there is Internet; null: nothing.</summary>
    public string? InternetCheck { get; }

    /// <summary>Until the kernel has told, anything is possible.</summary>
    public NetworkView View { get; private set; } = new(true, true, 0);

    /// <summary>The uplink in use; null: there is none.</summary>
    public Uplink? Current => _choice.Current;

    /// <summary>The one in use is not the preferred one, as attempts over that were in vain.</summary>
    public bool IsSecondBest => _choice.IsSecondBest;

    /// <summary>A session of some connection stands.</summary>
    public Func<bool> IsAnyConnected { get; set; } = () => false;

    public Instant NextDeadline => Instant.Earliest(_tellAt, _returnAt);

    /// <summary>One line for status.</summary>
    public string Description => UplinkWords.Describe(_choice, _pin.Uplink is not null);

    public void HandleTimeout(Instant now)
    {
        if (now >= _returnAt)
            TryReturn();
        if (now < _tellAt)
            return;
        _tellAt = Instant.Never;
        Changed?.Invoke();
    }

    /// <summary>These are the connections that there are to be.</summary>
    public void Expect(IReadOnlyList<ConnectionConfig> connections)
    {
        _ownDevices.Clear();
        _gateways.Expect([.. connections.Select(one => one.Index)]);
        foreach (ConnectionConfig connection in connections)
        {
            _ownDevices.Add(connection.TunName);
            List<IpAddress> known = [];
            foreach (GatewayConfig gateway in connection.Gateways)
            {
                if (IpAddress.TryParse(gateway.Host, out IpAddress address))
                    known.Add(address);
            }

            _gateways.Learn(connection.Index, known);
        }
    }

    /// <summary>All addresses of a connection's gateway: an uplink without a family of theirs comes last.</summary>
    public void Learn(int connection, IReadOnlyList<IpAddress> gateways)
    {
        if (_gateways.Learn(connection, gateways))
            Tell(Refresh());
    }

    /// <summary>
    /// Attempts over the uplink in use are in vain while the network seems well: goes on with the next one. False: there is no other,
    /// or each has been tried and it is the preferred one's turn again.
    /// </summary>
    public bool TryNext(string why)
    {
        Uplink? before = Current;
        bool isNext = _choice.TryNext();
        if (before is not null && Current != before)
            _log.Warning($"attempts over {before.Name} are in vain ({why}): going over {Current!.Name}");
        Tell(Settle());
        return isNext;
    }

    /// <summary>Tries the preferred uplink again. False: it is in use.</summary>
    public bool TryReturn()
    {
        if (!_choice.TryReturn())
            return false;
        _log.Info($"going over {Current!.Name} again");
        Tell(Settle());
        return true;
    }

    /// <summary>Whether the next router of the uplink in use answers.</summary>
    public RouterState Router()
    {
        try
        {
            return Current is { } current ? RouterCheck.Of(current, _reader.Neighbours()) : RouterState.Unknown;
        }
        catch (LinuxException failure)
        {
            _log.Debug(failure.Message);
            return RouterState.Unknown;
        }
    }

    public void Dispose()
    {
        _loop.Remove(this);
        _watch.Dispose();
        _reader.Dispose();
        _pin.Clear();
    }

    private void HandleChange()
    {
        Refresh();
        Changed?.Invoke();
    }

    private void Tell(bool isOther)
    {
        if (isOther)
            _tellAt = _loop.Now;
    }

    /// <returns>Something of an uplink is another.</returns>
    private bool Refresh()
    {
        try
        {
            _table = new UplinkTable(_reader.Read(_gateways.All), _ownDevices);
        }
        catch (LinuxException failure)
        {
            _log.Debug($"what is known of the uplinks may be old: {failure.Message}");
            return false;
        }

        _choice.Update(_table.Uplinks(LinkKinds.Of), _gateways.AnyIsServedBy);
        return Settle();
    }

    /// <summary>Makes the machine and the view be what was chosen.</summary>
    private bool Settle()
    {
        ClosedFamilies closed = Current is { } current ? _gateways.ClosedOn(current) : default;
        bool isChosen = _order.IsConfigured || _choice.IsSecondBest;
        bool isPinned = _table is not null && PinDecision.IsNeeded(_table, _choice, isChosen, closed) && Pin(Current!, closed);
        if (!isPinned)
            _pin.Clear();
        PlanReturn();
        string fingerprint = UplinkWords.Fingerprint(_choice, isPinned);
        if (fingerprint == _fingerprint)
            return false;
        _fingerprint = fingerprint;
        View = new NetworkView(HasFamily(false, isPinned, closed), HasFamily(true, isPinned, closed), View.Generation + 1);
        _log.Debug($"uplinks: {Description}");
        return true;
    }

    private void PlanReturn()
    {
        if (_choice.IsSecondBest == (_returnAt != Instant.Never))
            return;
        if (!_choice.IsSecondBest)
            _pace.HandleReturned(_loop.Now);
        _returnAt = _choice.IsSecondBest ? _pace.HandleLeft(_loop.Now) : Instant.Never;
    }

    private bool Pin(Uplink uplink, ClosedFamilies closed)
    {
        bool isNew = _pin.Uplink?.Device != uplink.Device;
        if (!_pin.TrySet(uplink, closed))
            return false;
        if (isNew)
            _log.Info($"packets to the gateway go over {uplink.Name}, whatever the kernel's routes say");
        return true;
    }

    private bool HasFamily(bool isIPv6, bool isPinned, ClosedFamilies closed)
    {
        bool has = false;
        foreach (Uplink uplink in _choice.Usable)
            has |= uplink.Has(isIPv6);
        return has && !(isPinned && closed.Has(isIPv6));
    }
}
