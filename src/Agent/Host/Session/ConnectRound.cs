using Holdfast.Host.Dns;
using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>
/// One round of attempts: an address that is known to be good, then the gateway's name and all of its addresses in turn,
/// until a session stands. Its owner tells it what became of each session.
/// </summary>
public sealed class ConnectRound(
    HostContext host, ISessionOwner owner, SessionStart start, Action<string, ExitCode> failed) : IDisposable
{
    private readonly Queue<IpAddress> _untried = new();
    private NameLookup? _lookup;
    private readonly HashSet<IpAddress> _tried = [];
    private (string Text, ExitCode Code) _problem = ("the gateway's name has no address", ExitCode.Unreachable);
    private bool _mayResolve = true;

    /// <summary>The attempt under way; null while the name is resolved.</summary>
    public LiveSession? Session { get; private set; }

    /// <summary>Tried last.</summary>
    public IpAddress? Address { get; private set; }

    /// <summary>All addresses that the gateway's name has; empty before that is known.</summary>
    public IReadOnlyList<IpAddress> Addresses { get; private set; } = [];

    /// <param name="preferred">To be tried before the name is resolved.</param>
    public void Begin(IpAddress? preferred = null)
    {
        if (preferred is { } address)
            _untried.Enqueue(address);
        Next();
    }

    /// <summary>The attempt came to nothing: tries the next address, or ends the round with the problem.</summary>
    public void HandleLoss(string problem, ExitCode code, bool mayTryNext)
    {
        Session = null;
        _problem = (problem, code);
        if (mayTryNext && _untried.Count > 0)
            host.Log.Warning(problem);
        if (mayTryNext)
            Next();
        else
            failed(problem, code);
    }

    /// <summary>Ends the search for the name; a session under way is the owner's to close.</summary>
    public void Dispose() => _lookup?.Dispose();

    private void Next()
    {
        if (_untried.TryDequeue(out IpAddress address))
            Try(address);
        else if (_mayResolve)
            Resolve();
        else
            failed(_problem.Text, _problem.Code);
    }

    private void Resolve()
    {
        _mayResolve = false;
        _lookup = new NameLookup(host, HandleName);
        _lookup.Start(host.Config.Gateway);
    }

    private void HandleName(DnsAction result)
    {
        _lookup = null;
        if (result is not NameResolved resolved)
        {
            failed(((NameFailed)result).Message, ExitCode.Unreachable);
            return;
        }

        Addresses = [.. resolved.Addresses];
        foreach (IpAddress address in Addresses.Where(a => !_tried.Contains(a)))
            _untried.Enqueue(address);
        Next();
    }

    private void Try(IpAddress address)
    {
        Address = address;
        _tried.Add(address);
        try
        {
            if (!host.Path.TryChoose(host.Settings, address.IsIPv6, out string? problem))
            {
                HandleLoss(problem, ExitCode.Environment, mayTryNext: true);
                return;
            }

            Session = new LiveSession(host, owner, address, start);
        }
        catch (LinuxException failure)
        {
            HandleLoss($"{failure.Message}; check the uplink and its default route", ExitCode.Unreachable, mayTryNext: true);
            return;
        }

        host.Log.Info($"connecting to {ConnectionText.Gateway(host.Config, address)}");
        Session.Start();
    }
}
