using System.Text;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>Tells the service manager how we are (sd_notify(3)); does nothing where there is none.</summary>
/// <param name="address">NOTIFY_SOCKET: a path, or an abstract name that begins with '@'.</param>
public sealed unsafe class ServiceNotify(string? address)
{
    public static ServiceNotify FromEnvironment() => new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"));

    /// <summary>Started up, with a line for people.</summary>
    public bool Ready(string status) => Send($"READY=1\nSTATUS={OneLine(status)}");

    public bool Stopping() => Send("STOPPING=1");

    public bool Status(string status) => Send($"STATUS={OneLine(status)}");

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    // Best effort: whether it was sent. A manager that does not listen is no reason to stop.
    private bool Send(string state)
    {
        if (string.IsNullOrEmpty(address)) return false;
        using var descriptor = new Descriptor(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        byte[] bytes = Encoding.UTF8.GetBytes(state);
        int length = UnixAddress.Write(address, out sockaddr_un target);
        fixed (byte* data = bytes)
            return sendto(descriptor.Number, data, bytes.Length, MSG_NOSIGNAL, (sockaddr*)&target, length) >= 0;
    }
}
