using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Holdfast.Host;
using Holdfast.Host.Reload;
using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Host.Setup;

public sealed class FirstBootTests : IDisposable
{
    private readonly Site _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void Where_nothing_lies_nothing_is_done_and_nothing_said()
    {
        TestDisk disk = new();

        Assert.Equal(ExitCode.Success, _site.Start(disk, _site.Card, "/nowhere/at/all"));
        Assert.Equal(("", 0), (_site.Log, disk.Writes));
        Assert.Empty(_site.InEtc);
    }

    [Theory]
    [InlineData("holdfast.json")]
    [InlineData("HOLDFAST.JSON")]
    [InlineData("Holdfast.json.txt")]
    public void A_configuration_moves_from_the_card_into_place(string name)
    {
        _site.PutOnCard("config.txt", "arm_64bit=1");
        _site.PutOnCard(name, Site.New);
        _site.PutOnCard("site.key", "correct horse\r\n");

        Assert.Equal(ExitCode.Success, _site.Start());

        Assert.Equal("gw.example.org", _site.Gateway());
        Assert.Equal(["agent.json", "site.key"], _site.InEtc);
        Assert.All(_site.InEtc, file => Assert.Equal(Site.OwnerOnly, File.GetUnixFileMode(Path.Combine(_site.Etc, file))));
        Assert.Equal(Site.OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(_site.Etc));
        Assert.Equal(["config.txt"], _site.OnCard);
        Assert.Contains($"{name} was taken over as {_site.Config}", _site.Log, StringComparison.Ordinal);
        Assert.Equal(name.EndsWith("txt", StringComparison.Ordinal), _site.Log.Contains("as Windows adds an ending", StringComparison.Ordinal));
    }

    [Fact]
    public void An_authority_is_named_as_trust_wants_it_and_taken_along()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 authority = new CertificateRequest("CN=lab", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        _site.PutOnCard("ca.pem", authority.ExportCertificatePem());
        _site.PutOnCard("holdfast.json", """{ "gateway": "gw.example.org", "username": "site", "password": "secret", "trust": ["./ca.pem"] }""");

        Assert.Equal(ExitCode.Success, _site.Start());

        Assert.Equal("gw.example.org", _site.Gateway());
        Assert.Equal(["agent.json", "ca.pem"], _site.InEtc);
        Assert.Empty(_site.OnCard);
    }

    [Fact]
    public void The_encodings_of_editors_are_no_hindrance()
    {
        File.WriteAllBytes(Path.Combine(_site.Card, "holdfast.json"), [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Site.Old)]);

        Assert.Equal(ExitCode.Success, _site.Start());
        Assert.Equal(Site.Old, File.ReadAllText(_site.Config));
    }

    [Fact]
    public void A_new_one_replaces_the_present_one_which_is_kept()
    {
        _site.PutInPlace("agent.json", Site.Old);
        _site.PutOnCard("holdfast.json", Site.New);
        _site.PutOnCard("site.key", "correct horse");
        _site.PutOnCard("holdfast-error.txt", "of the attempt before");

        Assert.Equal(ExitCode.Success, _site.Start());
        Assert.Equal("gw.example.org", _site.Gateway());
        Assert.Equal(Site.Old, File.ReadAllText(_site.Config + ".before"));
        Assert.Equal(Site.OwnerOnly, File.GetUnixFileMode(_site.Config + ".before"));
        Assert.Empty(_site.OnCard);
    }

    [Fact]
    public void The_same_once_more_keeps_the_one_before_that()
    {
        A_new_one_replaces_the_present_one_which_is_kept();
        _site.PutOnCard("holdfast.json", Site.New);

        Assert.Equal(ExitCode.Success, _site.Start());
        Assert.Equal(Site.Old, File.ReadAllText(_site.Config + ".before"));
        Assert.Empty(_site.OnCard);
    }

    [Fact]
    public void A_key_that_is_in_place_already_need_not_be_on_the_card()
    {
        _site.PutInPlace("site.key", "correct horse");
        _site.PutOnCard("holdfast.json", Site.New);

        Assert.Equal(ExitCode.Success, _site.Start());
        Assert.Equal("correct horse", File.ReadAllText(Path.Combine(_site.Etc, "site.key")));
    }

    [Fact]
    public void One_that_waited_to_be_confirmed_is_not_waited_for_any_more()
    {
        _site.PutInPlace("agent.json", Site.Old);
        new PendingFile(_site.State).Begin(new PendingApply("boot", default, 0, TimeSpan.FromMinutes(2), _site.Config), "the first"u8, Encoding.UTF8.GetBytes(Site.Old));
        _site.PutOnCard("holdfast.json", Site.Old.Replace("old", "new", StringComparison.Ordinal));

        Assert.Equal(ExitCode.Success, _site.Start());
        Assert.Null(new PendingFile(_site.State).Read());
        Assert.Equal("new.example.org", _site.Gateway());
    }

    [Fact]
    public void From_a_card_that_can_not_be_written_it_is_taken_over_once_and_the_secret_told_of()
    {
        _site.PutInPlace("agent.json", "{}");
        _site.PutOnCard("holdfast.json", Site.Old);

        Assert.Equal(ExitCode.Success, _site.Start(new TestDisk { ReadOnly = _site.Card }));
        Assert.Equal("old.example.org", _site.Gateway());
        Assert.Contains($"warning: what was taken over still lies in {_site.Card}, with its secret, and can't be wiped: ", _site.Log, StringComparison.Ordinal);

        // What is changed later is not undone by it, and it goes as soon as it can.
        _site.PutInPlace("agent.json", Site.Old.Replace("old", "newer", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Success, _site.Start(new TestDisk { ReadOnly = _site.Card }));
        Assert.Equal("newer.example.org", _site.Gateway());
        Assert.Equal(ExitCode.Success, _site.Start());
        Assert.Equal("newer.example.org", _site.Gateway());
        Assert.Empty(_site.OnCard);

        // Put there once more, it is meant.
        _site.PutOnCard("holdfast.json", Site.Old);
        Assert.Equal(ExitCode.Success, _site.Start());
        Assert.Equal("old.example.org", _site.Gateway());
    }

    [Fact]
    public void A_disk_that_is_full_changes_nothing_and_is_said_on_the_card()
    {
        _site.PutInPlace("agent.json", Site.Old);
        _site.PutOnCard("holdfast.json", Site.New);
        _site.PutOnCard("site.key", "correct horse");

        Assert.Equal(ExitCode.Environment, _site.Start(new TestDisk { Full = _site.Etc + "/incoming/" }));
        Assert.Equal(["agent.json"], _site.InEtc);
        Assert.Equal("old.example.org", _site.Gateway());
        Assert.Contains("- holdfast.json: is right, but can't be put into ", _site.Note, StringComparison.Ordinal);
        Assert.Contains("No space left on device", _site.Note, StringComparison.Ordinal);
        Assert.Equal(["holdfast-error.txt", "holdfast.json", "site.key"], _site.OnCard);
    }
}
