using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Eap;

/// <summary>The gateway's side of PEAPv0 with EAP-MSCHAPv2 inside.</summary>
internal sealed class PeapGateway(int version, string password = EapLab.Password) : TlsGateway(version, EapType.Peap, asks: false)
{
    private readonly MschapGateway _inner = new(password);
    private bool _hasBegun;

    /// <summary>What the inner packet of this number becomes.</summary>
    public Func<int, byte[], byte[]> BendInner { get; init; } = (_, data) => data;

    /// <summary>Inner packets sent.</summary>
    public int SaidInner { get; private set; }

    public List<byte[]> HeardInner { get; } = [];

    protected override byte[]? Receive(byte[] message)
    {
        if (!Server.IsDone)
        {
            // TLS 1.3 is done with the client's flight, which the first inner packet may follow at once.
            byte[] output = base.Receive(message)!;
            return Server.IsDone && output.Length == 0 ? Begin() : output;
        }

        if (message.Length > 0)
            Server.Receive(message);
        byte[] data = Server.Read();
        if (data.Length == 0)
            return _hasBegun ? null : Begin();
        HeardInner.Add(data);
        if (data.Length == 11 && data[4] == 33)
            return null;
        byte[] next = _inner.Answer(new EapPayload((byte[])[2, 1, 0, (byte)(data.Length + 4), .. data]))!;
        Refuses = next[0] == 4;
        return Say(next[0] switch
        {
            3 => Result(1),
            4 => Result(2),
            _ => next[4..],
        });
    }

    public static byte[] Result(byte result) => [1, 9, 0, 11, 33, 0x80, 3, 0, 2, 0, result];

    private byte[] Begin()
    {
        _hasBegun = true;
        return Say([1]);
    }

    private byte[] Say(byte[] data) => Server.Write(BendInner(++SaidInner, data));
}
