using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Holdfast.Host;
using Holdfast.Host.Setup;
using Holdfast.Platform;
using Xunit;

namespace Holdfast.Tests.Host.Setup;

public sealed class EnrollmentTests : IDisposable
{
    private static readonly string[] ByKey = ["gw.example.org", "2", "site7", "dark:correct \"horse\\", "dark:correct \"horse\\"];

    private readonly Site _site = new();
    private string? _keyPath;

    public EnrollmentTests() => Directory.CreateDirectory(Path.GetDirectoryName(_site.Etc)!);

    public void Dispose() => _site.Dispose();

    [Fact]
    public void Answers_become_a_configuration_that_the_agent_starts_with()
    {
        ScriptedConsole console = new([.. ByKey, ""]);

        Assert.Equal(ExitCode.Success, Enroll(console));
        Assert.Equal("gw.example.org", _site.Gateway());
        JsonElement file = JsonDocument.Parse(File.ReadAllText(_site.Config)).RootElement;
        Assert.Equal("correct \"horse\\", file.GetProperty("secret").GetString());
        Assert.Equal(Site.OwnerOnly, File.GetUnixFileMode(_site.Config));
        Assert.Equal(["agent.json"], _site.InEtc);
        Assert.Contains("\"secret\": \"********\"", console.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", console.Screen, StringComparison.Ordinal);
        Assert.Contains("Next: start the service", console.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_and_a_password_are_the_usual_login()
    {
        Enroll(new ScriptedConsole("  gw.example.org ", "", "zoë", "dark: with spaces ", "dark: with spaces ", "yes"));

        // Whether this machine has authorities to believe is another matter.
        if (!File.Exists(_site.Config))
            Assert.Skip("no certificate authorities here");
        Assert.Equal("{\n  \"gateway\": \"gw.example.org\",\n  \"username\": \"zoë\",\n  \"password\": \" with spaces \"\n}\n", File.ReadAllText(_site.Config));
    }

    [Fact]
    public void Each_answer_is_judged_and_asked_for_again()
    {
        ScriptedConsole console = new(
            "", "not a host", "gw.example.org", "4", "2", "", "site7", "dark:", "dark:one\tline", "dark:right", "dark:wrong", "dark:right", "dark:right", "perhaps", "y");

        Assert.Equal(ExitCode.Success, Enroll(console));
        Assert.True(console.IsAllSaid);
        Assert.Contains("  an answer is needed\n", console.Screen, StringComparison.Ordinal);
        Assert.Contains("  gateway: \"not a host\"", console.Screen, StringComparison.Ordinal);
        Assert.Contains("  1, 2 or 3\n", console.Screen, StringComparison.Ordinal);
        Assert.Contains("  secret: holds the control character U+0009", console.Screen, StringComparison.Ordinal);
        Assert.Contains("  These were not the same.\n", console.Screen, StringComparison.Ordinal);
        Assert.Contains("  yes or no\n", console.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void Ended_at_any_question_it_leaves_nothing_behind()
    {
        for (int answers = 0; answers <= ByKey.Length; answers++)
        {
            ScriptedConsole console = new(ByKey[..answers]);
            Assert.Equal(ExitCode.Failure, Enroll(console));
            Assert.False(Directory.Exists(_site.Etc));
            Assert.EndsWith("Nothing was written.\n", console.Screen, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("no", false)]
    [InlineData("yes", true)]
    public void What_is_there_is_replaced_after_a_yes_only(string answer, bool isReplaced)
    {
        _site.PutInPlace("agent.json", Site.Old);

        Assert.Equal(isReplaced ? ExitCode.Success : ExitCode.Failure, Enroll(new ScriptedConsole([.. ByKey, answer])));
        Assert.Equal(isReplaced ? "gw.example.org" : "old.example.org", _site.Gateway());
        Assert.Equal(isReplaced ? ["agent.json", "agent.json.before"] : ["agent.json"], _site.InEtc);
    }

    [Fact]
    public void For_a_certificate_the_key_is_made_first_and_the_configuration_when_it_is_signed()
    {
        ScriptedConsole console = new("gw.example.org", "3", "a/b", "bad name", "site7.example.org");
        Assert.Equal(ExitCode.Success, Enroll(console));
        Assert.Equal(Path.Combine(_site.Etc, "site7.example.org.key"), _keyPath);
        Assert.Contains("THE REQUEST", console.Screen, StringComparison.Ordinal);
        Assert.Contains($"put the certificate at {_site.Etc}/site7.example.org.pem, and run holdfast enroll again", console.Screen, StringComparison.Ordinal);
        Assert.Equal(["site7.example.org.key"], _site.InEtc);

        // Not signed yet: the key stays the same one.
        _keyPath = null;
        Assert.Equal(ExitCode.Success, Enroll(new ScriptedConsole("gw.example.org", "3", "site7.example.org")));
        Assert.Null(_keyPath);

        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(_site.Etc, "site7.example.org.key")));
        using X509Certificate2 signed = new CertificateRequest("CN=site7", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(90));
        _site.PutInPlace("site7.example.org.pem", signed.ExportCertificatePem());
        console = new ScriptedConsole("gw.example.org", "3", "site7.example.org", "");
        ExitCode code = Enroll(console);
        if (console.Screen.Contains("finds no authorities here", StringComparison.Ordinal))
            Assert.Skip("no certificate authorities here");
        Assert.Equal(ExitCode.Success, code);
        Assert.Equal("gw.example.org", _site.Gateway());
    }

    [Fact]
    public void A_configuration_that_the_agent_would_not_start_with_is_not_written()
    {
        _site.PutInPlace("agent.json", Site.Old);
        _site.PutInPlace("site7.key", "no key");
        _site.PutInPlace("site7.pem", "no certificate");
        ScriptedConsole console = new("gw.example.org", "3", "site7", "yes");

        Assert.Equal(ExitCode.Usage, Enroll(console));
        Assert.Contains("error: site7.key: ", console.Screen, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was written.\n", console.Screen, StringComparison.Ordinal);
        Assert.Equal("old.example.org", _site.Gateway());
        Assert.Equal(["agent.json", "site7.key", "site7.pem"], _site.InEtc);
    }

    [Fact]
    public void A_full_disk_changes_nothing()
    {
        _site.PutInPlace("agent.json", Site.Old);
        TestDisk disk = new() { Full = _site.Etc + "/incoming/" };

        Assert.Throws<LinuxException>(() => Enroll(new ScriptedConsole([.. ByKey, "yes"]), disk));
        Assert.Equal("old.example.org", _site.Gateway());
        Assert.Equal(["agent.json"], _site.InEtc);
    }

    [Fact]
    public void Who_may_not_write_there_is_told_before_the_first_question()
    {
        Assert.True(new Staging(new LinuxDisk(), _site.Config, _site.State).MayWrite(out string folder));
        Assert.Equal(Path.GetDirectoryName(_site.Etc), folder);
        Assert.False(new Staging(new LinuxDisk(), "/proc/self/none/agent.json", _site.State).MayWrite(out folder));
        Assert.Equal("/proc/self", folder);
    }

    private ExitCode Enroll(ScriptedConsole console, IDisk? disk = null) =>
        new Enrollment(console, new Staging(disk ?? new LinuxDisk(), _site.Config, _site.State), MakeKey).Run();

    private string? MakeKey(string name, string path, out string request)
    {
        request = "THE REQUEST";
        if (name.Contains(' ', StringComparison.Ordinal))
            return "is no name";
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _site.PutInPlace(Path.GetFileName(path), key.ExportPkcs8PrivateKeyPem());
        _keyPath = path;
        return null;
    }
}
