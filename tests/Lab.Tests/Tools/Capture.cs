using System.Text.RegularExpressions;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Tools;

/// <summary>tcpdump on one device, from the first packet after the constructor to <see cref="Stop"/>.</summary>
public sealed partial class Capture : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly BackgroundProcess _tcpdump;

    /// <param name="path">Must end in .pcap: AppArmor's profile for tcpdump allows no other name.</param>
    public Capture(NetworkNamespace network, string device, string path)
    {
        Path = path;
        // -U and --immediate-mode: else the last packets stay in a buffer. -Z root: a user namespace has no other user.
        _tcpdump = BackgroundProcess.Start(network.Wrap(
            "tcpdump", "-Z", "root", "-n", "-U", "--immediate-mode", "-i", device, "-w", path));
        try
        {
            _tcpdump.WaitForLine(Listening(), Patience);
        }
        catch
        {
            _tcpdump.Dispose();
            throw;
        }
    }

    public string Path { get; }

    public void Stop()
    {
        _tcpdump.Signal(BackgroundProcess.Interrupt);
        _tcpdump.WaitForExit(Patience);
    }

    public void Dispose() => _tcpdump.Dispose();

    [GeneratedRegex("listening on")]
    private static partial Regex Listening();
}
