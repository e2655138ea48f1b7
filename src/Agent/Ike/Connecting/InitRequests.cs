using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Ike.Connecting;

/// <summary>
/// Our IKE_SA_INIT requests under one SPI and nonce, one a group. A demand for another group may be forged, so the requests
/// before it stay: a response names its group, and by that the request that it answers.
/// </summary>
public sealed class InitRequests : IDisposable
{
    /// <summary>A forger of demands makes us build no more than this.</summary>
    private const int MaximumBuilt = 48;

    private readonly SessionContext _context;
    private readonly List<KeyExchangeMethod> _offered;
    private readonly List<InitRequest> _all = [];
    private int _built;

    public InitRequests(SessionContext context)
    {
        _context = context;
        Spi = context.RandomIkeSpi();
        Nonce = context.RandomBytes(32);
        _offered = [.. KeyExchangeMethods.OfferedBy(context.Settings.IkeProposals)];
        Current = Add(_offered[0], default);
    }

    public ulong Spi { get; }

    public byte[] Nonce { get; }

    /// <summary>The one that was made or changed last.</summary>
    public InitRequest Current { get; private set; }

    /// <summary>At most one for each group that is offered.</summary>
    public IReadOnlyList<InitRequest> All => _all;

    public bool IsOffered(KeyExchangeMethod group) => _offered.Contains(group);

    public InitRequest? Find(KeyExchangeMethod group) => _all.Find(r => r.Group == group);

    /// <summary>
    /// Goes over to an offered group, and takes the cookie along; false where that request was sent before just so.
    /// </summary>
    public bool TrySwitch(KeyExchangeMethod group, ReadOnlyMemory<byte> cookie)
    {
        if (Find(group) is not { } known)
        {
            Current = Add(group, cookie);
            return true;
        }

        if (cookie.IsEmpty || known.Cookie.Span.SequenceEqual(cookie.Span) || _built >= MaximumBuilt)
            return false;
        Current = known;
        PutIn(cookie);
        return true;
    }

    /// <summary>Builds the current request anew with a cookie.</summary>
    public void PutIn(ReadOnlyMemory<byte> cookie) => Build(Current, cookie);

    public void Dispose()
    {
        foreach (InitRequest request in _all)
            request.Dispose();
    }

    private InitRequest Add(KeyExchangeMethod group, ReadOnlyMemory<byte> cookie)
    {
        InitRequest request = new(group, KeyExchangeMethods.Create(group, _context.Random));
        Build(request, cookie);
        _all.Add(request);
        return request;
    }

    private void Build(InitRequest request, ReadOnlyMemory<byte> cookie)
    {
        _built++;
        request.Build(_context, Spi, Nonce, cookie);
    }
}
