using Holdfast.Ike.Actions;

namespace Holdfast.Host.Session;

/// <summary>What is remembered of a session's Child SAs for status, by inbound SPI: which of them send, and how often each was rekeyed.</summary>
public sealed class ChildBook
{
    private readonly Dictionary<uint, Entry> _entries = [];

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

        _entries[install.Spec.InboundSpi] = new Entry(install.SendToo, rekeys);
    }

    public void SendThrough(uint inboundSpi) => Mark(inboundSpi, sends: true);

    public void StopSending(uint inboundSpi) => Mark(inboundSpi, sends: false);

    public void Removed(uint inboundSpi) => _entries.Remove(inboundSpi);

    public bool Sends(uint inboundSpi) => _entries.GetValueOrDefault(inboundSpi).Sends;

    /// <summary>Rekeys that led to this Child SA.</summary>
    public long RekeysOf(uint inboundSpi) => _entries.GetValueOrDefault(inboundSpi).Rekeys;

    private void Mark(uint inboundSpi, bool sends)
    {
        if (_entries.TryGetValue(inboundSpi, out Entry entry))
            _entries[inboundSpi] = entry with { Sends = sends };
    }

    private readonly record struct Entry(bool Sends, long Rekeys);
}
