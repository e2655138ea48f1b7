using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Tools;

/// <summary>
/// Somebody who begins IKE SAs and never goes on: what makes a gateway ask for cookies (RFC 7296 section 2.6). The offer
/// is AES-GCM-128, PRF-HMAC-SHA2-256, X25519.
/// </summary>
public static class HalfOpenPeer
{
    private const int IkePort = 500;

    // One proposal of three transforms: encryption 20 with 128 bits, PRF 5, key exchange 31.
    private const string Proposal = "22000028000000240101000303 00000c01000014 800e0080 0300000802000005 000000080400001f";

    /// <summary>Begins so many IKE SAs; returns when each is answered.</summary>
    /// <exception cref="LabException">There was no answer.</exception>
    public static void Begin(NetworkNamespace network, string gateway, int count)
    {
        using var socket = SocketFactory.Udp(network, AddressFamily.InterNetwork);
        socket.Connect(new IPEndPoint(IPAddress.Parse(gateway), IkePort));
        socket.ReceiveTimeout = 5000;
        var answer = new byte[2048];
        for (var i = 0; i < count; i++)
        {
            socket.Send(Request());
            try
            {
                socket.Receive(answer);
            }
            catch (SocketException error)
            {
                throw new LabException($"no answer to IKE_SA_INIT: {error.Message}");
            }
        }
    }

    private static byte[] Request()
    {
        // The key exchange payload: 4 bytes of header, group, 2 reserved, 32 of a public key; then the nonce payload.
        byte[] body =
        [
            .. Convert.FromHexString(Proposal.Replace(" ", "", StringComparison.Ordinal)),
            .. Convert.FromHexString("28000028001f0000"), .. RandomNumberGenerator.GetBytes(32),
            .. Convert.FromHexString("00000024"), .. RandomNumberGenerator.GetBytes(32),
        ];
        // SPIs, next payload SA, version 2.0, exchange IKE_SA_INIT, flag initiator, message ID, length.
        byte[] message =
        [
            .. RandomNumberGenerator.GetBytes(8), .. new byte[8], 33, 0x20, 34, 0x08, .. new byte[8], .. body,
        ];
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(24), message.Length);
        return message;
    }
}
