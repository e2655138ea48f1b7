using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Ike.Eap;

/// <summary>One run of one EAP method, on the peer's side (RFC 3748 section 5).</summary>
public abstract class EapMethod : IDisposable
{
    public abstract EapType Type { get; }

    /// <summary>The method came to its good end; only then EAP-Success is believed.</summary>
    public bool IsDone { get; protected set; }

    /// <summary>
    /// The method makes a key that AUTH has to be computed with (RFC 7296 section 2.16); one that makes none is only as good as
    /// the gateway's own AUTH before it.
    /// </summary>
    public virtual bool MakesKey => true;

    /// <summary>64 octets (RFC 3748 section 7.10) once the method is done; null where it makes none.</summary>
    public SecretBytes? Msk { get; protected set; }

    /// <summary>Why the gateway says that the login fails, from within the method; EAP-Failure is to follow.</summary>
    public IkeFault? Refusal { get; protected set; }

    /// <summary>Takes a request's data behind the method type.</summary>
    public abstract EapStep Handle(byte identifier, ReadOnlySpan<byte> data);

    /// <summary>The certificates of <see cref="EapStep.Certificates"/> were found good; otherwise the login is over.</summary>
    public virtual EapStep Continue() => throw new InvalidOperationException("nothing was asked");

    public virtual void Dispose()
    {
        Msk?.Dispose();
        GC.SuppressFinalize(this);
    }

    protected EapStep Answer(byte identifier, ReadOnlySpan<byte> data) =>
        EapStep.Answer(EapPackets.Response(identifier, Type, data));
}
