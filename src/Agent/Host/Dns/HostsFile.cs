using Holdfast.Wire;

namespace Holdfast.Host.Dns;

/// <summary>What /etc/hosts says, see hosts(5). Lines that make no sense are passed over, as everybody does.</summary>
public sealed class HostsFile
{
    public static readonly HostsFile Empty = new([]);

    private readonly List<(string Name, IpAddress Address)> _entries;

    private HostsFile(List<(string, IpAddress)> entries) => _entries = entries;

    public static HostsFile Parse(string text)
    {
        var entries = new List<(string, IpAddress)>();
        foreach (string[] fields in TextFields.Lines(text, "#"))
            if (IpAddress.TryParse(fields[0], out IpAddress address))
                entries.AddRange(fields[1..].Select(name => (name.TrimEnd('.'), address)));
        return new HostsFile(entries);
    }

    /// <summary>All addresses of the name, in the file's order; none when it isn't there.</summary>
    public IReadOnlyList<IpAddress> AddressesOf(string name)
    {
        string wanted = name.TrimEnd('.');
        return _entries.Where(entry => entry.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            .Select(entry => entry.Address).Distinct().ToList();
    }
}
