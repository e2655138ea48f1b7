namespace Holdfast.Platform;

/// <summary>Carries netlink messages to the kernel and back; tests put a function in the kernel's place.</summary>
public interface INetlinkTransport : IDisposable
{
    /// <summary>One message to the kernel.</summary>
    public void Send(ReadOnlySpan<byte> message);

    /// <summary>The next datagram from the kernel: one message or more.</summary>
    /// <exception cref="LinuxException">ETIMEDOUT; ENOBUFS: some were lost; EMSGSIZE: it did not fit.</exception>
    public int Receive(Span<byte> buffer);
}
