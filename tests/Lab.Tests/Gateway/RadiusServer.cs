using System.Text.RegularExpressions;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Gateway;

/// <summary>FreeRADIUS beside the gateway; Dispose ends it.</summary>
public sealed partial class RadiusServer : IDisposable
{
    public const string Address = RadiusClient.Address, Secret = RadiusClient.Secret;

    /// <summary>The virtual server that is asked about what comes through TLS.</summary>
    public const string Inner = "inside";

    private const string Folder = "/etc/radius";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static int _count;

    private readonly BackgroundProcess _daemon;

    private RadiusServer(BackgroundProcess daemon) => _daemon = daemon;

    /// <summary>What it did, at length.</summary>
    public string Transcript => _daemon.Transcript();

    /// <summary>It let somebody in.</summary>
    public bool HasAccepted => Transcript.Contains("Sent Access-Accept", StringComparison.Ordinal);

    /// <summary>Somebody has begun to log in through TLS.</summary>
    public bool HasHeardInside => Transcript.Contains($"Virtual server {Inner} received request", StringComparison.Ordinal);

    /// <summary>Starts it in the gateway's network, with an /etc of its own, and returns when it serves.</summary>
    public static RadiusServer Start(Topology lab, RadiusSettings settings)
    {
        Machine machine = new(lab.Gateway.Network, Path.Combine(lab.Folder, $"radius{Interlocked.Increment(ref _count)}"));
        string folder = Directory.CreateDirectory(machine.Etc + Folder["/etc".Length..]).FullName;
        RadiusFiles.Write(folder, Folder, settings);
        RadiusServer server = new(BackgroundProcess.Start(machine.Wrap("freeradius", "-X", "-d", Folder)));
        try
        {
            server._daemon.WaitForLine(Ready(), Patience);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public void Dispose() => _daemon.Dispose();

    [GeneratedRegex("^Ready to process requests")]
    private static partial Regex Ready();
}
