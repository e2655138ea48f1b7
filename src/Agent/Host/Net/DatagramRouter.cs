using System.Buffers.Binary;

namespace Holdfast.Host.Net;

/// <summary>
/// Finds the session that an IKE message is for, where several share the sockets: by the initiator's SPI that the session wrote
/// into a message of its own. What no session is known for goes to all: each of them ignores what
/// is foreign.
/// </summary>
public sealed class DatagramRouter
{
    /// <summary>Of all sessions together; each has one more with every rekey of its IKE SA.</summary>
    private const int MostSpis = 32;

    private readonly List<(ulong Spi, IDatagramSink Sink)> _spis = [];

    // Replaced whole, never changed: what is delivered may end a session.
    private IDatagramSink[] _sinks = [];

    public bool IsEmpty => _sinks.Length == 0;

    public void Add(IDatagramSink sink) => _sinks = [.. _sinks, sink];

    public void Remove(IDatagramSink sink)
    {
        _sinks = [.. _sinks.Where(other => other != sink)];
        _spis.RemoveAll(entry => entry.Sink == sink);
    }

    /// <summary>Answers to this message are for its sender.</summary>
    public void Learn(IDatagramSink sink, ReadOnlySpan<byte> message)
    {
        if (!BinaryPrimitives.TryReadUInt64BigEndian(message, out ulong spi) || _spis.Contains((spi, sink)))
            return;
        if (_spis.Count == MostSpis)
            _spis.RemoveAt(0);
        _spis.Add((spi, sink));
    }

    public void DeliverIke(ReadOnlySpan<byte> message)
    {
        BinaryPrimitives.TryReadUInt64BigEndian(message, out ulong spi);
        int known = _spis.FindIndex(entry => entry.Spi == spi);
        if (known >= 0)
        {
            _spis[known].Sink.HandleIke(message);
            return;
        }

        foreach (IDatagramSink sink in _sinks)
            sink.HandleIke(message);
    }

    public void EndBurst()
    {
        foreach (IDatagramSink sink in _sinks)
            sink.HandleBurstEnd();
    }

    public void TellPathMtu()
    {
        foreach (IDatagramSink sink in _sinks)
            sink.HandlePathMtu();
    }

    public void TellUnreachable()
    {
        foreach (IDatagramSink sink in _sinks)
            sink.HandleUnreachable();
    }
}
