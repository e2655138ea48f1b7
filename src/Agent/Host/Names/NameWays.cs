namespace Holdfast.Host.Names;

/// <summary>The ways that there are, in the order in which they are looked for.</summary>
public static class NameWays
{
    public static IReadOnlyList<INameWay> Of(SystemFiles files) =>
    [
        new ResolvedWay(files, encrypts: true), new ResolvedWay(files), new ResolvconfWay(files), new DnsmasqWay(files),
        new FileWay(new ResolvConfBlock(files.Real(SystemFiles.ResolvConf))),
    ];
}
