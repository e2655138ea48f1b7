using System.Text;
using Holdfast.Ike.Eap;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Eap;

/// <summary>The gateway's side of EAP-TTLS with MS-CHAPv2 inside.</summary>
internal sealed class TtlsGateway(int version, string password = EapLab.Password) : TlsGateway(version, EapType.Ttls, asks: false)
{
    private bool _isDone;

    /// <summary>The AVPs of the answer to the login.</summary>
    public Func<byte[], byte[]> BendInner { get; init; } = avps => avps;

    /// <summary>As the client sent it.</summary>
    public string? UserName { get; private set; }

    protected override byte[] OldLabel => "ttls keying material"u8.ToArray();

    protected override byte[]? Receive(byte[] message)
    {
        if (!Server.IsDone || message.Length == 0)
            return _isDone ? null : base.Receive(message);
        Server.Receive(message);
        byte[] data = Server.Read();
        if (data.Length == 0)
            return null;
        _isDone = true;
        return Server.Write(BendInner(Check(data)));
    }

    private byte[] Check(byte[] data)
    {
        Avp.TryDecode(data, out List<Avp> avps);
        byte[] Value(uint vendor, uint code) => avps.Single(a => (a.Vendor, a.Code) == (vendor, code)).Data.ToArray();
        byte[] name = Value(0, 1);
        UserName = Encoding.UTF8.GetString(name);
        byte[] implied = Server.Export("ttls challenge"u8, null, 17);
        byte[] response = Value(311, 25);
        using MschapProof proof = new(implied.AsSpan(0, 16), response.AsSpan(2, 16), name, Encoding.UTF8.GetBytes(password));
        bool isRight = Value(311, 11).AsSpan().SequenceEqual(implied.AsSpan(0, 16)) && response[0] == implied[16]
            && response.AsSpan(26).SequenceEqual(proof.Response);
        Refuses = !isRight;
        return isRight
            ? Avp.Encode(26, 311, [implied[16], .. Encoding.ASCII.GetBytes(proof.AuthenticatorText)])
            : Avp.Encode(2, 311, [implied[16], .. "E=691 R=0 C=00112233445566778899AABBCCDDEEFF V=3 M=no"u8]);
    }
}
