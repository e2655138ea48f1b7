using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Network;

/// <summary>
/// A namespace with its own /etc and /run, so that what runs in it finds its files where they are on a real machine
/// (which AppArmor's profiles ask for too) and touches none of ours.
/// </summary>
public sealed class Machine
{
    public const string OriginalResolvConf = "# the site's own\nnameserver 10.10.1.1\n";

    // /run last: all sources may lie below the outer one, which it hides.
    private const string Enter =
        "set -e; root=$1; if [ -d \"${3%/run}/sbin\" ]; then mount --bind \"${3%/run}/sbin\" \"$root/usr/local/sbin\"; fi; "
        + "mount --bind \"$2\" \"$root/etc\"; mount --bind \"$3\" \"$root/run\"; shift 3; "
        + "if [ \"$root\" = / ]; then exec \"$@\"; fi; "
        + "for folder in dev proc sys; do mount --rbind \"/$folder\" \"$root/$folder\"; done; exec chroot \"$root\" \"$@\"";

    private static readonly string[] SystemFiles = ["passwd", "group", "nsswitch.conf", "hosts"];

    /// <param name="folder">Where both folders are kept, seen from outside.</param>
    /// <param name="root">The directory that has the machine's programs.</param>
    public Machine(NetworkNamespace network, string folder, string root = "/")
    {
        (Network, Root) = (network, root);
        Etc = Directory.CreateDirectory(Path.Combine(folder, "etc")).FullName;
        Run = Directory.CreateDirectory(Path.Combine(folder, "run")).FullName;
        foreach (var name in SystemFiles.Where(name => File.Exists($"/etc/{name}")))
            File.Copy($"/etc/{name}", Path.Combine(Etc, name));
        File.WriteAllText(ResolvConf, OriginalResolvConf);
    }

    public NetworkNamespace Network { get; }

    public string Root { get; }

    /// <summary>The machine's /etc, seen from outside.</summary>
    public string Etc { get; }

    /// <summary>The machine's /run, seen from outside.</summary>
    public string Run { get; }

    /// <summary>The machine's /etc/resolv.conf, seen from outside.</summary>
    public string ResolvConf => Path.Combine(Etc, "resolv.conf");

    /// <summary>Puts a program of the test's own into the machine's /usr/local/sbin, for what runs from now on.</summary>
    public void Install(string name, string script)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(Run)!, "sbin")).FullName, name);
        File.WriteAllText(path, script);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The command line that runs a command on this machine; the process becomes the command.</summary>
    public IReadOnlyList<string> Wrap(params IReadOnlyList<string> command) =>
        Network.Wrap(["sh", "-c", Enter, "sh", Root, Etc, Run, .. command]);

    public CommandResult Execute(params IReadOnlyList<string> command) => Command.Run(Wrap(command));

    /// <returns>Standard output.</returns>
    /// <exception cref="LabException">It returned something else than 0.</exception>
    public string Check(params IReadOnlyList<string> command) => Command.Check(Wrap(command));
}
