using Holdfast.Crypto;

namespace Holdfast.Ike.Login;

/// <summary>What this end proves itself with. Whoever has it last disposes it.</summary>
public abstract record Credential : IDisposable
{
    /// <summary>What is shown one after the other, mostly this alone; never empty.</summary>
    public virtual IReadOnlyList<Credential> Rounds => [this];

    /// <summary>Mixed into the keys that it is proved with (RFC 8784); null: none is offered.</summary>
    public Ppk? Ppk { get; init; }

    public void Dispose()
    {
        Ppk?.Dispose();
        DisposeKeys();
    }

    protected abstract void DisposeKeys();
}

/// <summary>A signature by a key, and the certificates that show whose it is.</summary>
public sealed record OwnCertificate(CertifiedKey Own) : Credential
{
    protected override void DisposeKeys() => Own.Dispose();
}

/// <summary>The secret that both ends have (RFC 7296 section 2.15).</summary>
public sealed record SharedKey(SecretBytes Secret) : Credential
{
    protected override void DisposeKeys() => Secret.Dispose();
}

/// <summary>Several in turn, all of which the gateway has to ask for (RFC 4739).</summary>
public sealed record SeveralCredentials(IReadOnlyList<Credential> All) : Credential
{
    public override IReadOnlyList<Credential> Rounds => All;

    protected override void DisposeKeys()
    {
        foreach (Credential credential in All)
            credential.Dispose();
    }
}
