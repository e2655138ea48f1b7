namespace Holdfast.Host.Links;

/// <summary>
/// Which of the usable uplinks is in use: the first in the order of those over which attempts were not in vain. One that was set
/// aside is as good as before when anything of it is another: an address, its router, the cable.
/// </summary>
public sealed class UplinkChoice(UplinkOrder order)
{
    /// <summary>By device, with how it was then.</summary>
    private readonly Dictionary<string, string> _inVain = [];

    /// <summary>Null: there is no uplink.</summary>
    public Uplink? Current { get; private set; }

    /// <summary>All that are usable, the preferred first.</summary>
    public IReadOnlyList<Uplink> Usable { get; private set; } = [];

    /// <summary>The one in use is another than the order asks for, as attempts over that were in vain.</summary>
    public bool IsSecondBest => Current is not null && Current != Usable[0];

    /// <summary>The network has changed, perhaps.</summary>
    /// <param name="usable">In the kernel's order.</param>
    /// <param name="leads">As for <see cref="UplinkOrder.Sort"/>.</param>
    public void Update(IReadOnlyList<Uplink> usable, Func<Uplink, bool> leads)
    {
        Usable = order.Sort(usable, leads);
        foreach ((string device, string fingerprint) in new Dictionary<string, string>(_inVain))
        {
            if (Find(device)?.Fingerprint != fingerprint)
                _inVain.Remove(device);
        }

        Choose();
    }

    /// <summary>
    /// Attempts over the uplink in use are in vain: takes the next one. False: each was tried, and now the preferred one is again.
    /// </summary>
    public bool TryNext()
    {
        if (Current is null || Usable.Count < 2)
            return false;
        _inVain[Current.Device] = Current.Fingerprint;
        return Choose();
    }

    /// <summary>Tries the preferred one again. False: it is in use.</summary>
    public bool TryReturn()
    {
        bool isSecondBest = IsSecondBest;
        _inVain.Clear();
        Choose();
        return isSecondBest;
    }

    /// <summary>False: there is none that was not in vain, and all of them are worth another try.</summary>
    private bool Choose()
    {
        foreach (Uplink uplink in Usable)
        {
            if (_inVain.ContainsKey(uplink.Device))
                continue;
            Current = uplink;
            return true;
        }

        _inVain.Clear();
        Current = Usable.Count > 0 ? Usable[0] : null;
        return false;
    }

    private Uplink? Find(string device)
    {
        foreach (Uplink uplink in Usable)
        {
            if (uplink.Device == device)
                return uplink;
        }

        return null;
    }
}
