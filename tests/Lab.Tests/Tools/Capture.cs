using System.Text.RegularExpressions;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Tools;

/// <summary>
/// dumpcap on one device, from the first packet after the constructor to <see cref="Stop"/>. (tcpdump changes its user
/// at the start, which a user namespace forbids.)
/// </summary>
public sealed partial class Capture : IDisposable
{
    private const string MarkInHex = "686f6c64666173742d6d61726b";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly NetworkNamespace _network;
    private readonly BackgroundProcess _dumpcap;

    /// <param name="filter">Of libpcap, which has to let echoes pass, as the mark is one; null: everything.</param>
    public Capture(NetworkNamespace network, string device, string path, string? filter = null)
    {
        _network = network;
        Path = path;
        _dumpcap = BackgroundProcess.Start(network.Wrap([
            "dumpcap", "-q", "-i", device, "-w", path, .. filter is null ? Array.Empty<string>() : ["-f", filter],
        ]));
        try
        {
            _dumpcap.WaitForLine(Begun(), Patience);
        }
        catch
        {
            _dumpcap.Dispose();
            throw;
        }
    }

    public string Path { get; }

    /// <summary>Ends the capture; everything that passed before is in the file.</summary>
    /// <param name="neighbour">An address that is reached through the device.</param>
    public void Stop(string neighbour)
    {
        // Packets reach the file in order and late: when the mark is there, all before it are.
        _network.Run("ping", "-c", "1", "-p", MarkInHex, neighbour);
        Wait.Until("the capture has the last packet", HasMark, Patience);
        _dumpcap.Signal(BackgroundProcess.Interrupt);
        _dumpcap.WaitForExit(Patience);
    }

    public void Dispose() => _dumpcap.Dispose();

    private bool HasMark() => File.ReadAllBytes(Path).AsSpan().IndexOf(Convert.FromHexString(MarkInHex)) >= 0;

    [GeneratedRegex("^File: ")]
    private static partial Regex Begun();
}
