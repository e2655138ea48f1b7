namespace Holdfast.Host.Names;

/// <summary>
/// resolv.conf itself, the last resort: one block with the servers of all tunnels, in the order of the connections. It knows no
/// domains: the servers serve all names.
/// </summary>
public sealed class FileWay(ResolvConfBlock file) : INameWay
{
    private readonly Dictionary<string, TunnelNames> _names = [];

    public string Word => "file";

    public string Title => SystemFiles.ResolvConf;

    public bool CanSplit => false;

    public string? Refusal(bool isAsked) => file.Refusal();

    public IReadOnlyList<NameCommand> Set(TunnelNames names)
    {
        TunnelNames? before = _names.GetValueOrDefault(names.Device);
        _names[names.Device] = names;
        try
        {
            file.Put(All());
        }
        catch
        {
            _names.Remove(names.Device);
            if (before is not null)
                _names.Add(names.Device, before);
            throw;
        }

        return [];
    }

    public IReadOnlyList<NameCommand> Undo(string device, string place)
    {
        _names.Remove(device);
        if (_names.Count == 0)
            file.Remove();
        else
            file.Put(All());
        return [];
    }

    public IReadOnlyList<NameCommand>? Sweep(IReadOnlyCollection<string> devices) => _names.Count == 0 && file.Remove() ? [] : null;

    private List<Wire.IpAddress> All() => [.. _names.Values.OrderBy(one => one.Connection).SelectMany(one => one.Servers).Distinct()];
}
