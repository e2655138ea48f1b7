using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>
/// A gateway as real ones are: each IKE_SA_INIT request that differs makes an IKE SA of its own, half open until IKE_AUTH.
/// </summary>
internal sealed class BusyGateway(Func<int, Responder> create) : IDisposable
{
    private readonly Dictionary<string, Responder> _byRequest = [];
    private readonly Dictionary<ulong, Responder> _bySpi = [];

    /// <summary>Of the IKE SAs that stand, the one with this SPI of the gateway's.</summary>
    public Responder this[ulong spi] => _bySpi[spi];

    public IReadOnlyList<byte[]> Handle(byte[] message) => Answer(message) is { } answer ? [answer] : [];

    public void Dispose()
    {
        foreach (Responder responder in _byRequest.Values)
            responder.Dispose();
    }

    private byte[]? Answer(byte[] message)
    {
        if (!IkeHeader.TryRead(message, out IkeHeader header, out _))
            return null;
        if (header.ExchangeType != ExchangeType.IkeSaInit)
            return _bySpi.TryGetValue(header.ResponderSpi, out Responder? owner) ? owner.Handle(message) : null;
        string key = Convert.ToHexString(message);
        if (!_byRequest.TryGetValue(key, out Responder? responder))
            _byRequest[key] = responder = create(_byRequest.Count);
        byte[]? answer = responder.Handle(message);
        if (answer is not null && IkeHeader.TryRead(answer, out IkeHeader reply, out _) && reply.ResponderSpi != 0)
            _bySpi[reply.ResponderSpi] = responder;
        return answer;
    }
}
