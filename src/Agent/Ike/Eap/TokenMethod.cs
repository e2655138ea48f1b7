using Holdfast.Wire;

namespace Holdfast.Ike.Eap;

/// <summary>EAP-GTC (RFC 3748 section 5.6): the password as it is, to a gateway that has proved itself.</summary>
public sealed class TokenMethod(EapLogin login) : EapMethod
{
    public override EapType Type => EapType.GenericTokenCard;

    public override bool MakesKey => false;

    public override EapStep Handle(byte identifier, ReadOnlySpan<byte> data)
    {
        if (IsDone)
            return EapStep.Violates("EAP-GTC asks for the password a second time");
        IsDone = true;
        return Answer(identifier, login.Password.Span);
    }
}
