using Holdfast.Ike.Eap;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Eap;

/// <summary>The gateway's side of EAP-TTLS with EAP-MSCHAPv2 inside.</summary>
internal sealed class TtlsEapGateway(int version, string password = EapLab.Password) : TlsGateway(version, EapType.Ttls, asks: false)
{
    private const uint EapMessage = 79;

    private readonly MschapGateway _inner = new(password);
    private int _saidInner;

    /// <summary>What the attributes of the answer of this number become.</summary>
    public Func<int, byte[], byte[]> BendInner { get; init; } = (_, avps) => avps;

    public List<EapPayload> HeardInner { get; } = [];

    protected override byte[] OldLabel => "ttls keying material"u8.ToArray();

    public static byte[] Inside(byte[] packet) => Avp.Encode(EapMessage, 0, packet);

    protected override byte[]? Receive(byte[] message)
    {
        if (!Server.IsDone || message.Length == 0)
            return base.Receive(message);
        Server.Receive(message);
        byte[] data = Server.Read();
        if (data.Length == 0)
            return null;
        Avp.TryDecode(data, out List<Avp> avps);
        HeardInner.Add(new EapPayload(avps.Single(avp => avp is { Code: EapMessage, Vendor: 0 }).Data));
        byte[] next = _inner.Answer(HeardInner[^1]) ?? EapScript.Failure(9);
        Refuses = next[0] == (byte)EapCode.Failure;
        return next[0] == (byte)EapCode.Request ? Server.Write(BendInner(++_saidInner, Inside(next))) : null;
    }
}
