using Holdfast.Wire;

namespace Holdfast.Host.Net;

/// <summary>The name servers of all tunnels, in one block of resolv.conf, in the order of the connections.</summary>
public sealed class TunnelNameServers(NameServers file)
{
    private readonly SortedDictionary<int, IReadOnlyList<IpAddress>> _servers = [];

    /// <summary>False, with the reason, where the file belongs to something else.</summary>
    /// <exception cref="Platform.LinuxException">The file can't be written.</exception>
    public bool TrySet(int connection, IReadOnlyList<IpAddress> servers, out string problem)
    {
        bool hadSome = _servers.Remove(connection, out IReadOnlyList<IpAddress>? before);
        _servers.Add(connection, servers);
        bool isSet = false;
        try
        {
            isSet = file.TryAdd(All(), out problem);
        }
        finally
        {
            if (!isSet)
                _servers.Remove(connection);
            if (!isSet && hadSome)
                _servers.Add(connection, before!);
        }

        return isSet;
    }

    /// <exception cref="Platform.LinuxException">The file can't be written.</exception>
    public void Remove(int connection)
    {
        if (!_servers.Remove(connection))
            return;
        if (_servers.Count == 0)
            file.Remove();
        else
            file.TryAdd(All(), out _);
    }

    private List<IpAddress> All() => [.. _servers.Values.SelectMany(one => one).Distinct()];
}
