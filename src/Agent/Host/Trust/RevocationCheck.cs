using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Host.Http;
using Holdfast.Ike;
using Holdfast.Ike.Login;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Trust;

/// <summary>
/// Whether a certificate of a path that is trusted was revoked meanwhile: by what the gateway sent along, by what is kept from
/// before, by its issuer's OCSP responder, by its issuer's CRL; the first that knows decides. One certificate after the other.
/// </summary>
public sealed class RevocationCheck : IDisposable
{
    /// <summary>All of it; the gateway waits meanwhile, and forgets us after some 30 seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan PatienceForOne = TimeSpan.FromSeconds(4);

    private readonly HostContext _host;
    private readonly GatewayClaim _claim;
    private readonly PathResult _path;
    private readonly Action<IkeFault?> _done;
    private readonly RevocationCache _cache;
    private readonly DateTimeOffset _now;
    private readonly Instant _end;
    private readonly Queue<RevocationSource> _sources = new();
    private readonly List<string> _problems = [];
    private HttpFetch? _fetch;
    private int _index = -1;

    /// <param name="path">Valid.</param>
    /// <param name="done">Called once, with what is wrong, or null.</param>
    public RevocationCheck(HostContext host, GatewayClaim claim, PathResult path, Action<IkeFault?> done)
    {
        (_host, _claim, _path, _done) = (host, claim, path, done);
        (_cache, _now) = (new RevocationCache(host.State), host.Clock.Now);
        _end = host.Loop.Now + Patience;
    }

    public void Start() => BeginNext();

    public void Dispose() => _fetch?.Dispose();

    private void BeginNext()
    {
        if (++_index >= _path.Chain.Count - 1)
        {
            _done(null);
            return;
        }

        _problems.Clear();
        foreach (RevocationSource source in RevocationSource.Of(_path, _index))
            _sources.Enqueue(source);
        if (!TrySettle(Stapled()) && !_sources.Any(source => _cache.Read(source) is { } kept && TrySettle(source.Judge(_path, _index, kept, _now))))
            AskNext();
    }

    /// <summary>True: the certificate's fate is known, and what follows from it has been done.</summary>
    private bool TrySettle(RevocationResult result)
    {
        if (result.Status == RevocationStatus.Unknown)
        {
            if (result.Message.Length > 0)
                _problems.Add(result.Message);
            return false;
        }

        _sources.Clear();
        if (result.Status == RevocationStatus.Revoked)
            _done(IkeFault.NotAuthentic(result.Message, Blame.Gateway));
        else
            BeginNext();
        return true;
    }

    /// <summary>What the gateway sent along; unknown without a message where it sent nothing.</summary>
    private RevocationResult Stapled()
    {
        RevocationResult result = new(RevocationStatus.Unknown, "", null);
        foreach (CertPayload response in _claim.Revocations.Where(r => r.Encoding == CertificateEncoding.OcspContent))
        {
            if (result.Status == RevocationStatus.Unknown)
                result = OcspCheck.Check(_path, _index, response.Data.Span, _now);
        }

        ReadOnlyMemory<byte>[] lists = [.. _claim.Revocations.Where(r => r.Encoding == CertificateEncoding.Crl).Select(r => r.Data)];
        return result.Status == RevocationStatus.Unknown && lists.Length > 0 ? CrlCheck.Check(_path, _index, lists, _now) : result;
    }

    private void AskNext()
    {
        TimeSpan left = _end - _host.Loop.Now;
        if (left <= TimeSpan.Zero)
            _sources.Clear();
        if (!_sources.TryDequeue(out RevocationSource? source))
        {
            GiveUp();
            return;
        }

        _fetch = new HttpFetch(_host, source.Request, Instant.Shorter(left, PatienceForOne), fetch => HandleAnswer(source, fetch));
        _fetch.Start();
    }

    private void HandleAnswer(RevocationSource source, HttpFetch fetch)
    {
        RevocationResult result = fetch.Body is { } body
            ? source.Judge(_path, _index, body, _now)
            : new RevocationResult(RevocationStatus.Unknown, $"{source.Request.Url.Authority}: {fetch.Problem}", null);
        if (result.Status != RevocationStatus.Unknown)
            _cache.Write(source, fetch.Body!);
        if (!TrySettle(result))
            AskNext();
    }

    /// <summary>Nobody knows. A certificate without an address to ask at is never asked about by its issuer's own will.</summary>
    private void GiveUp()
    {
        string subject = _path.Chain[_index].Subject;
        string why = _problems.Count > 0 ? _problems[^1] : "it names nobody to ask";
        if (_host.Config.Login.Revocation == RevocationChoice.Strict)
        {
            _done(IkeFault.NotAuthentic($"whether the certificate of '{subject}' was revoked is not known: {why}", Blame.Gateway));
            return;
        }

        if (_problems.Count > 0)
            _host.Log.Warning($"whether the certificate of '{subject}' was revoked is not known: {why}");
        BeginNext();
    }
}
