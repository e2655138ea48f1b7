using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Trust;
using Holdfast.Ike.Login;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Host.Trust;

/// <summary>What the watch over a credential's files says, and when it wants another session.</summary>
public sealed class CredentialWatchTests : IDisposable
{
    private readonly KeyFiles _files = new();
    private readonly StringWriter _output = new();
    private readonly LoadedConfig _loaded;
    private readonly CredentialWatch _watch;
    private DateTimeOffset _now = DateTimeOffset.UtcNow;
    private Instant _boot = new(0);
    private Credential? _inUse;
    private int _renewals;
    private int _changes;

    public CredentialWatchTests()
    {
        _files.Renew("CN=site7", _now.AddDays(40));
        Assert.True(LoadedConfig.TryLoad(
            _files.Configure(KeyFiles.Login), out LoadedConfig? loaded, out IReadOnlyList<ConfigError> errors), string.Join('\n', errors));
        _loaded = loaded;
        Log log = new(LogLevel.Info, _output);
        WallClock clock = new(new StateFolder(_files["state"], log), () => _now, DateTimeOffset.UnixEpoch);
        _watch = new CredentialWatch(Own, clock, log, () => _inUse, () => _renewals++, () => _changes++);
    }

    private OwnCredential Own => _loaded.Credentials[0];

    private string[] Lines => _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void Dispose()
    {
        _loaded.Dispose();
        _files.Dispose();
    }

    [Fact]
    public void It_looks_every_minute_and_says_nothing_of_what_is_as_it_was()
    {
        Assert.True(_watch.NextDeadline <= _boot);
        Pass(TimeSpan.FromDays(1));

        Assert.Equal(TimeSpan.FromMinutes(1), _watch.NextDeadline - _boot);
        Assert.Empty(Lines);
    }

    [Fact]
    public void From_thirty_days_before_the_end_there_is_a_warning_a_day()
    {
        Pass(TimeSpan.FromDays(9));
        Assert.Empty(Lines);

        Pass(TimeSpan.FromDays(3));
        Assert.InRange(Lines.Length, 2, 3);
        Assert.All(Lines, line => Assert.StartsWith("warning: the agent's own certificate 'CN=site7' expires on ", line, StringComparison.Ordinal));

        Pass(TimeSpan.FromDays(29));
        Assert.Contains("expired on", Lines[^1], StringComparison.Ordinal);
        Assert.InRange(Lines.Length, 30, 34);
    }

    [Fact]
    public void A_renewed_certificate_is_said_once_and_ends_the_warnings()
    {
        Pass(TimeSpan.FromDays(11));
        int warnings = Lines.Length;
        _files.Renew("CN=site7", _now.AddDays(90));
        Pass(TimeSpan.FromDays(2));

        Assert.Equal($"{_files.Certificate}, {_files.Key}: changed, and used from the next authentication on", Assert.Single(Lines[warnings..]));
        Assert.Equal(1, _changes);
    }

    [Fact]
    public void A_bad_change_is_one_line()
    {
        _files.Put("site.key", "no key");
        Pass(TimeSpan.FromHours(3));

        Assert.Matches($"^warning: {_files.Key}: .*; what was read before is used on, until that is mended$", Assert.Single(Lines));
    }

    [Fact]
    public void A_session_with_another_certificate_is_to_be_replaced_until_it_is()
    {
        using CredentialShare used = Own.Share();
        _inUse = used.Credential;
        Pass(TimeSpan.FromMinutes(3));
        Assert.Equal(0, _renewals);

        _files.Renew("CN=site7", _now.AddDays(90));
        Pass(TimeSpan.FromMinutes(3));
        Assert.Equal(3, _renewals);
        _inUse = Own.Current;
        Pass(TimeSpan.FromMinutes(3));
        Assert.Equal(3, _renewals);
    }

    [Fact]
    public void The_same_certificate_read_again_is_no_reason_for_another_session()
    {
        using CredentialShare used = Own.Share();
        _inUse = used.Credential;
        _files.Put("site.pem", File.ReadAllText(_files.Certificate));
        Pass(TimeSpan.FromMinutes(3));

        Assert.NotSame(_inUse, Own.Current);
        Assert.Equal(0, _renewals);
    }

    [Fact]
    public void Before_an_attempt_there_is_a_look_at_once()
    {
        Pass(TimeSpan.FromMinutes(1));
        _files.Renew("CN=new", _now.AddDays(90));
        _watch.Look(_boot);

        Assert.Equal("CN=new", OwnKey.CertificateOf(Own.Current)!.Subject);
    }

    /// <summary>As the loop would call it; both clocks go on.</summary>
    private void Pass(TimeSpan time)
    {
        Instant end = _boot + time;
        while (_watch.NextDeadline <= end)
        {
            Instant next = _watch.NextDeadline > _boot ? _watch.NextDeadline : _boot;
            _now += next - _boot;
            _boot = next;
            _watch.HandleTimeout(_boot);
        }
    }
}
