using System.Net.Sockets;
using System.Runtime.InteropServices;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Network;

/// <summary>
/// Sockets of this process in a network namespace. A socket stays where it was made, so only the thread that makes it
/// enters the namespace.
/// </summary>
public static partial class SocketFactory
{
    private const string Folder = "/run/netns/";
    private const int CloneNewNet = 0x40000000;
    private const int SolSocket = 1, SoRcvBufForce = 33, BufferBytes = 4 << 20;

    public static Socket Udp(NetworkNamespace network, AddressFamily family) =>
        Widen(Within(network, () => new Socket(family, SocketType.Dgram, ProtocolType.Udp)));

    public static Socket Tcp(NetworkNamespace network, AddressFamily family) =>
        Within(network, () => new Socket(family, SocketType.Stream, ProtocolType.Tcp));

    /// <summary>Makes something else there that stays where it was made.</summary>
    public static T Within<T>(NetworkNamespace network, Func<T> make)
        where T : class
    {
        T? made = null;
        Exception? failure = null;
        // It ends at once and takes the namespace with it; the thread pool's would come back to others.
        var thread = new Thread(() =>
        {
            try
            {
                Enter(network);
                made = make();
            }
            catch (Exception error) when (error is SocketException or IOException or UnauthorizedAccessException or LabException)
            {
                failure = error;
            }
        });
        thread.Start();
        thread.Join();
        return made ?? throw new LabException($"nothing made in {network.Name}: {failure?.Message}");
    }

    private static void Enter(NetworkNamespace network)
    {
        using var handle = File.OpenHandle(Folder + network.Name);
        if (SetNamespace((int)handle.DangerousGetHandle(), CloneNewNet) != 0)
            throw new LabException($"setns: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    // What comes while this process is busy elsewhere is not to be lost here.
    private static Socket Widen(Socket socket)
    {
        try
        {
            socket.SetRawSocketOption(SolSocket, SoRcvBufForce, BitConverter.GetBytes(BufferBytes));
        }
        catch (SocketException)
        {
            // Not without root on the machine; then as far as the machine lets everybody go.
            socket.ReceiveBufferSize = BufferBytes;
        }
        return socket;
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int fd, int kind);
}
