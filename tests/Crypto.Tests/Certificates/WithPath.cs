using Holdfast.Crypto;
using Xunit;
using static Holdfast.Tests.Crypto.TestCertificate;

namespace Holdfast.Tests.Crypto;

/// <summary>A valid path of three, about whose certificates somebody is asked.</summary>
public abstract class WithPath
{
    private protected readonly TestCertificate _root = Root();
    private protected readonly TestCertificate _middle;
    private protected readonly TestCertificate _leaf;
    private protected readonly PathResult _path;

    protected WithPath()
    {
        _middle = _root.Ca("CN=Middle");
        _leaf = _middle.Leaf();
        _path = PathValidator.Validate(
            _leaf.Certificate, [_middle.Certificate], TrustStore.FromCertificates(_root.Certificate), Now);
        Assert.True(_path.IsValid, _path.Message);
    }
}
