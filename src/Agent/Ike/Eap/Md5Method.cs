using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Ike.Eap;

/// <summary>EAP-MD5 (RFC 3748 section 5.4, RFC 1994): MD5 of identifier, password and challenge.</summary>
public sealed class Md5Method(EapLogin login) : EapMethod
{
    public override EapType Type => EapType.Md5Challenge;

    public override bool MakesKey => false;

    public override EapStep Handle(byte identifier, ReadOnlySpan<byte> data)
    {
        if (IsDone)
            return EapStep.Violates("EAP-MD5 asks a second time");
        if (data.Length < 2 || data[0] == 0 || data[0] > data.Length - 1)
            return EapStep.Violates("EAP-MD5 with a challenge of wrong length");
        byte[] response = EapMd5.Response(identifier, login.Password.Span, data.Slice(1, data[0]));
        IsDone = true;
        return Answer(identifier, (byte[])[(byte)response.Length, .. response]);
    }
}
