using Holdfast.Host.Dns;
using Holdfast.Host.Http;
using Holdfast.Host.Session;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Links;

/// <summary>What an attempt has seen of a gateway that is silent.</summary>
/// <param name="Since">Since when none of the gateway's addresses has answered.</param>
/// <param name="IsPortRefused">As in <see cref="NetworkFacts"/>, and so are the others.</param>
public readonly record struct SilenceEvidence(Instant Since, bool IsPortRefused, bool IsUnreachable, bool HasAnswered);

/// <summary>
/// Finds out why a connection's gateway is silent: asks the kernel for the router, the name servers for the gateway's name, and,
/// where that is configured and the silence lasts, something on the Internet. One examination at a time.
/// </summary>
public sealed class NetworkExamination(HostContext host) : IDisposable
{
    private static readonly TimeSpan PatienceForInternet = TimeSpan.FromSeconds(10);

    private readonly CheckPace _pace = new();
    private NameLookup? _lookup;
    private HttpFetch? _fetch;
    private Action<Diagnosis>? _done;
    private SilenceEvidence _evidence;
    private NetworkFacts _facts;
    private InternetState _lastInternet; // of the last time that it was asked, on this network
    private long _generation;

    /// <summary>What the last examination said; null: none did, or a session stood since.</summary>
    public Diagnosis? Last { get; private set; }

    /// <summary>Ends in one call of the delegate, within seconds. One that is under way goes on, and tells both.</summary>
    public void Diagnose(SilenceEvidence evidence, Action<Diagnosis> done)
    {
        _evidence = evidence;
        bool isUnderWay = _done is not null;
        _done += done;
        if (isUnderWay)
            return;
        _facts = new NetworkFacts { Uplink = host.Uplinks.Current?.Name };
        if (_facts.Uplink is null || IpAddress.TryParse(host.Config.Gateway, out _))
        {
            AskInternet();
            return;
        }

        _lookup = new NameLookup(host, HandleName);
        _lookup.Start(host.Config.Gateway);
    }

    /// <summary>A session stands: what was said is of the past.</summary>
    public void Forget() => Last = null;

    public void Dispose()
    {
        _lookup?.Dispose();
        _fetch?.Dispose();
        (_lookup, _fetch, _done) = (null, null, null);
    }

    private void HandleName(DnsAction result)
    {
        _lookup = null;
        _facts = _facts with
        {
            Names = result switch
            {
                NameResolved => NameState.Resolved,
                NameFailed { Failure: DnsFailure.NoSuchName or DnsFailure.NoAddress } => NameState.Unknown,
                _ => NameState.NoAnswer,
            },
        };
        AskInternet();
    }

    /// <summary>An address that can't be asked was refused by the configuration.</summary>
    private void AskInternet()
    {
        if (host.Uplinks.View.Generation != _generation)
            (_generation, _lastInternet) = (host.Uplinks.View.Generation, InternetState.NotAsked);
        bool isAsked = _facts.Uplink is not null && host.Uplinks.InternetCheck is not null;
        if (!isAsked || !HttpUrl.TryParse(host.Uplinks.InternetCheck!, out HttpUrl? url) || !_pace.TryBegin(_evidence.Since, host.Loop.Now))
        {
            Conclude();
            return;
        }

        _fetch = new HttpFetch(host, new HttpRequest(url, [], "", InternetAnswer.MostBytes), PatienceForInternet, HandleInternet);
        _fetch.Start();
    }

    private void HandleInternet(HttpFetch fetch)
    {
        _fetch = null;
        _lastInternet = InternetAnswer.Of(fetch.Status, fetch.Body);
        Conclude();
    }

    private void Conclude()
    {
        Last = NetworkDiagnosis.Of(_facts with
        {
            Router = host.Uplinks.Router(),
            Internet = _lastInternet,
            IsPortRefused = _evidence.IsPortRefused,
            IsUnreachable = _evidence.IsUnreachable,
            HasAnswered = _evidence.HasAnswered,
        }, host.Config.Gateway);
        Action<Diagnosis>? done = _done;
        _done = null;
        done?.Invoke(Last);
    }
}
