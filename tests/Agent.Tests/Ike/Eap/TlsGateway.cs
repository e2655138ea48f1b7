using System.Buffers.Binary;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Tests.Tls;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Eap;

/// <summary>The gateway's side of EAP-TLS, and of what is common to the methods on TLS, behind an identity request.</summary>
internal class TlsGateway : IDisposable
{
    public const int Tls12 = 0x0303, Tls13 = 0x0304;

    private readonly EapType _type;
    private readonly int _version;
    private readonly List<byte> _received = [];
    private byte[] _pending = [];
    private byte _identifier = 1;

    public TlsGateway(int version, EapType type = EapType.Tls, bool asks = true)
    {
        (_type, _version) = (type, version);
        Server = new TlsServer(version, asks);
        Script = new EapScript(EapScript.Request(1, EapType.Identity), packet => Bend(++Said, Answer(packet)));
    }

    public TlsServer Server { get; }

    public EapScript Script { get; }

    /// <summary>Packets sent, the identity request not counted.</summary>
    public int Said { get; private set; }

    /// <summary>What the packet of this number becomes.</summary>
    public Func<int, byte[]?, byte[]?> Bend { get; init; } = (_, packet) => packet;

    public int FragmentSize { get; init; } = 1000;

    /// <summary>What is sent inside TLS 1.3 when the client's certificate was taken.</summary>
    public byte[] Commitment { get; init; } = [0];

    /// <summary>The login has failed, and the client has heard it.</summary>
    protected bool Refuses { get; set; }

    public void Dispose() => Server.Dispose();

    /// <summary>What a message is answered with; null: success.</summary>
    protected virtual byte[]? Receive(byte[] message)
    {
        bool wasDone = Server.IsDone;
        byte[] output = Server.Receive(message);
        if (wasDone && output.Length == 0)
            return null;
        if (!Server.IsDone || wasDone)
            return output;
        Script.Msk = (_version == Tls13
            ? Server.Export("EXPORTER_EAP_TLS_Key_Material"u8, [(byte)_type], 128) : Server.Export(OldLabel, null, 128))[..64];
        return _version == Tls13 && _type == EapType.Tls && Commitment.Length > 0 ? [.. output, .. Server.Write(Commitment)] : output;
    }

    protected virtual byte[] OldLabel => "client EAP encryption"u8.ToArray();

    private byte[]? Answer(EapPayload packet)
    {
        _identifier++;
        if (packet.Method == (byte)EapType.Identity)
            return EapScript.Request(_identifier, _type, 0x20);
        if (packet.Method != (byte)_type)
            return EapScript.Failure(_identifier);
        ReadOnlySpan<byte> data = packet.MethodData.Span;
        if (_pending.Length > 0)
            return Next();
        _received.AddRange(data[((data[0] & 0x80) != 0 ? 5 : 1)..]);
        if ((data[0] & 0x40) != 0)
            return EapScript.Request(_identifier, _type, 0);
        byte[] message = [.. _received];
        _received.Clear();
        if (Receive(message) is not { } answer)
            return Refuses ? EapScript.Failure(_identifier) : EapScript.Success(_identifier);
        if (Server.HasFailed && message.Length == 0)
            return EapScript.Failure(_identifier);
        _pending = answer;
        return Next(isFirst: true);
    }

    private byte[] Next(bool isFirst = false)
    {
        int whole = _pending.Length;
        byte[] now = _pending[..Math.Min(FragmentSize, whole)];
        _pending = _pending[now.Length..];
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, whole);
        bool tells = isFirst && _pending.Length > 0;
        return EapScript.Request(
            _identifier, _type, [(byte)((_pending.Length > 0 ? 0x40 : 0) | (tells ? 0x80 : 0)), .. tells ? length : [], .. now]);
    }
}
