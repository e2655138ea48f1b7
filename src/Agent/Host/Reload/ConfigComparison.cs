using System.Security.Cryptography;
using Holdfast.Config;
using Holdfast.Crypto;

namespace Holdfast.Host.Reload;

/// <summary>
/// Whether two configurations of a connection mean the same. What has no equality of its own, lists and secrets, is given the instance of the
/// other where it is the same; the records do the rest. A member that is forgotten here so counts as changed, never as unchanged.
/// </summary>
public static class ConfigComparison
{
    public static bool IsSame(ConnectionConfig a, ConnectionConfig b) => a == b with
    {
        Gateways = Shared(a.Gateways, b.Gateways, static (x, y) => x.Host == y.Host && IsSame(x.Identity, y.Identity)),
        Login = Shared(a.Login, b.Login),
        Identity = IsSame(a.Identity, b.Identity) ? a.Identity : b.Identity,
        Secret = Shared(a.Secret, b.Secret),
        Password = Shared(a.Password, b.Password),
        Ppk = a.Ppk is { } ppk && b.Ppk is { } other ? other with { Secret = Shared(ppk.Secret, other.Secret) } : b.Ppk,
        Ike = SharedByText(a.Ike, b.Ike),
        Children = Shared(a.Children, b.Children, IsSame),
        RequestAddress = a.RequestAddress.SequenceEqual(b.RequestAddress) ? a.RequestAddress : b.RequestAddress,
        Probe = a.Probe.SequenceEqual(b.Probe) ? a.Probe : b.Probe,
    };

    private static LoginConfig Shared(LoginConfig a, LoginConfig b) => b with
    {
        Methods = a.Methods.SequenceEqual(b.Methods) ? a.Methods : b.Methods,
        EapServer = IsSame(a.EapServer, b.EapServer) ? a.EapServer : b.EapServer,
        Trust = Shared(a.Trust, b.Trust, static (x, y) => x == y),
    };

    private static bool IsSame(ChildConfig a, ChildConfig b) => a == b with
    {
        Esp = SharedByText(a.Esp, b.Esp),
        Remote = Shared(a.Remote, b.Remote, static (x, y) => x == y),
        Local = Shared(a.Local, b.Local, static (x, y) => x == y),
    };

    private static bool IsSame(IdentityConfig? a, IdentityConfig? b) =>
        a is null || b is null ? ReferenceEquals(a, b) : a.Type == b.Type && a.Text == b.Text && a.Data.Span.SequenceEqual(b.Data.Span);

    /// <summary>Secrets are compared in constant time.</summary>
    private static SecretBytes? Shared(SecretBytes? a, SecretBytes? b) =>
        a is not null && b is not null && CryptographicOperations.FixedTimeEquals(a.Span, b.Span) ? a : b;

    /// <summary>Proposals: their notation names all that is in them.</summary>
    private static IReadOnlyList<T> SharedByText<T>(IReadOnlyList<T> a, IReadOnlyList<T> b)
        where T : class => Shared(a, b, static (x, y) => x.ToString() == y.ToString());

    private static IReadOnlyList<T> Shared<T>(IReadOnlyList<T> a, IReadOnlyList<T> b, Func<T, T, bool> isSame)
        where T : class
    {
        bool same = a.Count == b.Count;
        for (int i = 0; same && i < a.Count; i++)
            same = isSame(a[i], b[i]);
        return same ? a : b;
    }
}
