using Holdfast.Ike.Login;

namespace Holdfast.Host.Trust;

/// <summary>A share in a credential, which is disposed with the last of its shares. For one thread.</summary>
public sealed class CredentialShare : IDisposable
{
    private readonly Counter _shares;
    private bool _isGivenBack;

    /// <summary>The first, which takes the credential over.</summary>
    public CredentialShare(Credential credential)
        : this(credential, new Counter())
    {
    }

    private CredentialShare(Credential credential, Counter shares)
    {
        (Credential, _shares) = (credential, shares);
        shares.Value++;
    }

    public Credential Credential { get; }

    public CredentialShare Another()
    {
        ObjectDisposedException.ThrowIf(_isGivenBack, this);
        return new CredentialShare(Credential, _shares);
    }

    public void Dispose()
    {
        if (_isGivenBack)
            return;
        _isGivenBack = true;
        if (--_shares.Value == 0)
            Credential.Dispose();
    }

    private sealed class Counter
    {
        public int Value { get; set; }
    }
}
