using Holdfast.Config;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Names;

/// <summary>
/// The name servers of all tunnels, each in the first of the system's ways that takes them. One thing is done at a time, and
/// each is in the journal before it is begun; what a tunnel is to have may change meanwhile, and is looked at again behind it.
/// </summary>
public sealed class TunnelNameServers(IReadOnlyList<INameWay> ways, ICommandRunner runner, KernelJournal journal)
{
    private readonly Dictionary<string, Tunnel> _tunnels = [];
    private readonly Queue<Tunnel> _waiting = new();
    private bool _isBusy;

    /// <summary>Null: the device has no name servers.</summary>
    public NameState? StateOf(string device) => _tunnels.GetValueOrDefault(device)?.State;

    /// <summary>Of all tunnels.</summary>
    public IReadOnlyList<IpAddress> Servers
    {
        get
        {
            List<IpAddress> servers = [];
            foreach (Tunnel tunnel in _tunnels.Values)
            {
                servers.AddRange(tunnel.Wanted?.Servers ?? []);
                foreach (EncryptedServer server in tunnel.Wanted?.Encrypted ?? [])
                    servers.Add(server.Address);
            }

            return servers;
        }
    }

    public void Set(TunnelNames names, Log log)
    {
        if (!_tunnels.TryGetValue(names.Device, out Tunnel? tunnel))
            _tunnels.Add(names.Device, tunnel = new Tunnel(names.Device, log));
        // A restart of dnsmasq for nothing is none that anybody wants; of resolv.conf, another program may have made a new one.
        if (names.Equals(tunnel.Wanted) && tunnel.InPlace is { Way: not FileWay })
            return;
        tunnel.Wanted = names;
        Settle(tunnel);
    }

    public void Remove(string device)
    {
        if (!_tunnels.TryGetValue(device, out Tunnel? tunnel))
            return;
        (tunnel.Wanted, tunnel.State) = (null, null);
        Settle(tunnel);
    }

    /// <summary>Waits until all is as it is wanted, and from now on for everything.</summary>
    public void Finish()
    {
        runner.Finish();
        SettleNext();
    }

    /// <summary>
    /// Takes away what an earlier run left, and what of this one could not be taken away before: what the journal has, and what
    /// carries our mark.
    /// </summary>
    /// <returns>How much it was.</returns>
    public int RemoveLeftovers(Log log)
    {
        Dictionary<string, KernelEntry> held = [];
        foreach (Tunnel tunnel in _tunnels.Values)
        {
            if (tunnel.InPlace is { } inPlace)
                held.Add(tunnel.Device, inPlace.Entry);
        }

        int removed = 0;
        foreach (KernelEntry entry in journal.Entries)
        {
            if (entry.Kind == KernelEntry.NamesKind && !held.ContainsValue(entry))
                removed += RemoveLeft(entry, log) ? 1 : 0;
        }

        foreach (INameWay way in ways)
            removed += Sweep(way, held.Keys, log) ? 1 : 0;
        return removed;
    }

    private void Settle(Tunnel tunnel)
    {
        if (!_waiting.Contains(tunnel))
            _waiting.Enqueue(tunnel);
        SettleNext();
    }

    private void SettleNext()
    {
        while (!_isBusy && _waiting.TryDequeue(out Tunnel? tunnel))
        {
            _isBusy = true;
            if (tunnel.Wanted is { } names)
                TryNext(tunnel, names, Candidates(names, out string refusals), refusals);
            else
                Undo(tunnel, Done);
        }
    }

    private void Done()
    {
        _isBusy = false;
        SettleNext();
    }

    /// <summary>Where single domains are meant, the ways that can keep to them come first.</summary>
    private Queue<INameWay> Candidates(TunnelNames names, out string refusals)
    {
        List<INameWay> usable = [];
        refusals = "";
        foreach (INameWay way in ways)
        {
            bool isAsked = names.Way != NameWayChoice.Auto;
            if (isAsked && way.Word != ValueParsers.Word(names.Way))
                continue;
            if (way.Encrypts && names.Encrypted.Count == 0)
                continue;
            if (!way.Encrypts && names.Servers.Count == 0)
                refusals = Join(refusals, $"{way.Title}: the gateway's servers are for DNS over TLS alone");
            else if ((way.Refusal(isAsked) ?? way.Refusal(names)) is { } refusal)
                refusals = Join(refusals, $"{way.Title}: {refusal}");
            else
                usable.Add(way);
        }

        return new Queue<INameWay>(names.IsSplit ? [.. usable.Where(way => way.CanSplit), .. usable.Where(way => !way.CanSplit)] : usable);
    }

    private void TryNext(Tunnel tunnel, TunnelNames names, Queue<INameWay> candidates, string refusals)
    {
        if (!candidates.TryDequeue(out INameWay? way))
        {
            Undo(tunnel, () =>
            {
                tunnel.Fail(names, refusals);
                Done();
            });
            return;
        }

        void Otherwise(string problem) => TryNext(tunnel, names, candidates, Join(refusals, problem));
        KernelEntry entry;
        try
        {
            entry = KernelEntry.Names(way.Word, names.Device, way.Place(names));
            journal.Record(entry);
        }
        catch (LinuxException failure)
        {
            Otherwise(failure.Message);
            return;
        }

        if (tunnel.InPlace is { } other && other.Entry != entry)
            Undo(tunnel, () => Try(tunnel, names, way, entry, Otherwise));
        else
            Try(tunnel, names, way, entry, Otherwise);
    }

    private void Try(Tunnel tunnel, TunnelNames names, INameWay way, KernelEntry entry, Action<string> otherwise)
    {
        tunnel.InPlace = (way, entry);
        RunAll(() => way.Set(names), problem =>
        {
            if (problem is not null)
            {
                Undo(tunnel, () => otherwise(problem));
                return;
            }

            tunnel.Succeed(names, way);
            Done();
        });
    }

    private void Undo(Tunnel tunnel, Action then)
    {
        if (tunnel.InPlace is not { } inPlace)
        {
            then();
            return;
        }

        RunAll(() => inPlace.Way.Undo(tunnel.Device, inPlace.Entry.Fields[3]), problem =>
        {
            tunnel.InPlace = null;
            if (IsUndone(inPlace.Way, tunnel.Device, problem, tunnel.Log))
                journal.Forget(inPlace.Entry);
            then();
        });
    }

    /// <summary>What is not stays in the journal: the end of the agent, and the next start, try again.</summary>
    private static bool IsUndone(INameWay way, string device, string? problem, Log log)
    {
        if (problem is null || way.IsGone(device))
            return true;
        log.Warning($"could not take the name servers of {device} away ({way.Title}): {problem}");
        return false;
    }

    private void RunAll(Func<IReadOnlyList<NameCommand>> commands, Action<string?> then)
    {
        IReadOnlyList<NameCommand> all;
        try
        {
            all = commands();
        }
        catch (LinuxException failure)
        {
            then(failure.Message);
            return;
        }

        RunFrom(all, 0, then);
    }

    private void RunFrom(IReadOnlyList<NameCommand> commands, int index, Action<string?> then)
    {
        if (index == commands.Count)
        {
            then(null);
            return;
        }

        runner.Start(commands[index], problem =>
        {
            if (problem is null)
                RunFrom(commands, index + 1, then);
            else
                then(problem);
        });
    }

    private bool RemoveLeft(KernelEntry entry, Log log)
    {
        string[] fields = entry.Fields;
        INameWay? way = ways.FirstOrDefault(one => one.Word == fields[1]);
        string? problem = way is null ? null : RunNow(() => way.Undo(fields[2], fields[3]));
        if (way is not null && !IsUndone(way, fields[2], problem, log))
            return false;
        journal.Forget(entry);
        return way is not null;
    }

    private bool Sweep(INameWay way, IReadOnlyCollection<string> devices, Log log)
    {
        bool isFound = false;
        string? problem = RunNow(() =>
        {
            IReadOnlyList<NameCommand>? commands = way.Sweep(devices);
            isFound = commands is not null;
            return commands ?? [];
        });
        if (problem is not null)
            log.Warning($"could not take away the name servers that an earlier run left behind ({way.Title}): {problem}");
        return isFound && problem is null;
    }

    private string? RunNow(Func<IReadOnlyList<NameCommand>> commands)
    {
        try
        {
            string? problem = null;
            foreach (NameCommand command in commands())
                problem ??= runner.Run(command);
            return problem;
        }
        catch (LinuxException failure)
        {
            return failure.Message;
        }
    }

    private static string Join(string before, string more) => before.Length == 0 ? more : $"{before}; {more}";

    /// <summary>One tunnel: what it is to have, what is in place of it, and what was said.</summary>
    private sealed class Tunnel(string device, Log log)
    {
        private string? _said;

        public string Device => device;

        public Log Log => log;

        public TunnelNames? Wanted { get; set; }

        public (INameWay Way, KernelEntry Entry)? InPlace { get; set; }

        public NameState? State { get; set; }

        public void Succeed(TunnelNames names, INameWay way)
        {
            bool isSplit = names.IsSplit && way.CanSplit;
            string domains = string.Join(", ", names.Domains);
            string whatFor = isSplit ? $"for {domains}"
                : names.IsSplit ? $"for all names; it can't keep them to {domains}"
                : "for all names";
            string servers = way.Encrypts ? string.Join(", ", names.Encrypted) : string.Join(", ", names.Servers);
            string clear = !way.Encrypts && names.Encrypted.Count > 0 ? $"; not {string.Join(", ", names.Encrypted)}, as it does no DNS over TLS" : "";
            Take(names, new NameState(way.Word, isSplit, null) { IsEncrypted = way.Encrypts }, $"name servers {servers} through {way.Title}, {whatFor}{clear}", Log.Info);
        }

        public void Fail(TunnelNames names, string problem) =>
            Take(names, new NameState(null, false, problem), $"the gateway's name servers are not used: {problem}", Log.Warning);

        /// <summary>Said once, and not again with each session. What is not wanted any more says nothing.</summary>
        private void Take(TunnelNames names, NameState state, string text, Action<string> say)
        {
            if (!names.Equals(Wanted))
                return;
            State = state;
            if (text != _said)
                say(text);
            _said = text;
        }
    }
}
