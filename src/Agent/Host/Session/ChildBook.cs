using Holdfast.Ike.Actions;

namespace Holdfast.Host.Session;

/// <summary>What is remembered of a session's Child SAs for status, by inbound SPI: how often each was rekeyed.</summary>
public sealed class ChildBook
{
    private readonly Dictionary<uint, long> _rekeys = [];

    /// <summary>Rekeys of all Child SAs of this session.</summary>
    public long Rekeys { get; private set; }

    public void Installed(InstallChild install)
    {
        long rekeys = 0;
        if (install.Replaces is { } old)
        {
            Rekeys++;
            rekeys = RekeysOf(old) + 1;
        }

        _rekeys[install.Spec.InboundSpi] = rekeys;
    }

    public void Removed(uint inboundSpi) => _rekeys.Remove(inboundSpi);

    /// <summary>Rekeys that led to this Child SA.</summary>
    public long RekeysOf(uint inboundSpi) => _rekeys.GetValueOrDefault(inboundSpi);
}
