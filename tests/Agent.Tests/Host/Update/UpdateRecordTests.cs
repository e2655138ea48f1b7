using System.Text;
using Holdfast.Host;
using Holdfast.Host.Control;
using Holdfast.Host.Update;
using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Host.Update;

public sealed class UpdateRecordTests
{
    private const string Whole = """{"from":"0.1.0","to":"0.2.0","withinMs":300000,"binary":"/usr/bin/holdfast","connections":["a"]}""";

    [Fact]
    public void What_is_written_is_read_again()
    {
        UpdateRecord record = new("0.1.0", "0.2.0-rc.1", TimeSpan.FromSeconds(90), "/opt/a \"b\"/holdfast", ["main", "ü\n"]);
        UpdateRecord read = UpdateRecord.Decode(record.Encode())!;
        Assert.Equal(("0.1.0", "0.2.0-rc.1", 90.0, "/opt/a \"b\"/holdfast"), (read.From, read.To, read.Within.TotalSeconds, read.Binary));
        Assert.Equal(["main", "ü\n"], read.Connections);
        Assert.Equal("0.1.0 -> 0.2.0-rc.1", read.Versions);
    }

    [Theory]
    [InlineData("\"from\"", "\"x\":{\"y\":[1,{}]},\"from\"")]
    [InlineData(",\"connections\":[\"a\"]", "")]
    [InlineData("[\"a\"]", "[]")]
    public void Members_may_be_more_or_fewer(string what, string instead) =>
        Assert.Equal("0.2.0", UpdateRecord.Decode(Encoding.UTF8.GetBytes(Whole.Replace(what, instead, StringComparison.Ordinal)))?.To);

    [Theory]
    [InlineData("0.1.0", "")]
    [InlineData("0.2.0", "../x")]
    [InlineData("300000", "0")]
    [InlineData("300000", "3600001")]
    [InlineData("300000", "9999999999999999999999")]
    [InlineData("300000", "\"1\"")]
    [InlineData("300000", "3e5x")]
    [InlineData("\"/usr/bin/holdfast\"", "\"holdfast\"")]
    [InlineData("\"/usr/bin/holdfast\"", "[]")]
    [InlineData("[\"a\"]", "[1]")]
    [InlineData("[\"a\"]", "\"a\"")]
    [InlineData("}", "")]
    [InlineData("{", "[")]
    [InlineData("{\"from\"", "")]
    public void What_is_no_record_is_none(string what, string instead) =>
        Assert.Null(UpdateRecord.Decode(Encoding.UTF8.GetBytes(Whole.Replace(what, instead, StringComparison.Ordinal))));

    [Fact]
    public void Noise_is_none()
    {
        Random random = new(3);
        byte[] whole = Encoding.UTF8.GetBytes(Whole);
        for (int i = 0; i < 5000; i++)
        {
            byte[] changed = [.. whole];
            for (int j = 0; j < 3; j++)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            _ = UpdateRecord.Decode(changed.AsSpan(0, random.Next(changed.Length + 1)));
        }
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("b", false)]
    [InlineData("a b", false)]
    [InlineData("a c", true)]
    [InlineData("gone", false)]
    [InlineData("", false)]
    public void Connections_that_stood_before_are_those_that_count(string before, bool areUp)
    {
        ConnectionLook[] all = [new("a", false, true), new("b", false, false), new("c", true, false)];
        Assert.Equal(areUp, WantedConnections.AreUp(all, before.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.True(WantedConnections.AreUp(all[..1], []));
        Assert.True(WantedConnections.AreUp(all[2..], ["c"]));
    }

    [Theory]
    [InlineData(270.0, "update         0.1.0 -> 0.2.0: on trial, 5 min left\n")]
    [InlineData(240.0, "update         0.1.0 -> 0.2.0: on trial, 4 min left\n")]
    [InlineData(59.0, "update         0.1.0 -> 0.2.0: on trial, 59 s left\n")]
    public void The_status_tells_of_it(double left, string line)
    {
        StatusReport report = new() { Version = "0.2.0", Connections = [], Update = new UpdateReport("0.1.0", "0.2.0", left) };
        Assert.EndsWith(line, StatusText.Write(report), StringComparison.Ordinal);
    }

    [Fact]
    public void A_handover_is_answered_noted_and_happens_once()
    {
        using Site site = new();
        Directory.CreateDirectory(site.State);
        HistoryFile history = site.History(() => new Instant(0));
        int stops = 0;
        Handover handover = new(history, () => "state /s\nconnected main\n", () => stops++, site.Log);

        Assert.Null(handover.Answer("reload"));
        Assert.Equal($"process {Environment.ProcessId}\nversion {ReleaseVersion.Own}\nstate /s\nconnected main\n", handover.Answer("facts"));
        Assert.False(handover.IsDue);
        Assert.NotNull(handover.Answer("restart"));
        handover.Begin("again");
        Assert.Equal((true, 1), (handover.IsDue, stops));
        Assert.EndsWith("\trestart\t\tas asked\n", File.ReadAllText(Path.Combine(site.State, "history")), StringComparison.Ordinal);
    }
}
