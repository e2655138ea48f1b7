using Holdfast.Host;
using Holdfast.Host.Setup;
using Xunit;

namespace Holdfast.Tests.Host.Setup;

/// <summary>What is wrong is said on the card, in plain words, and changes nothing.</summary>
public sealed class FirstBootMistakeTests : IDisposable
{
    private readonly Site _site = new();

    public FirstBootMistakeTests() => _site.PutInPlace("agent.json", Site.Old);

    public void Dispose() => _site.Dispose();

    [Theory]
    [InlineData("{ \"gatway\": \"gw\", \"identity\": \"s\", \"secret\": \"hush\" }", "- holdfast.json: \"gatway\": unknown key; did you mean \"gateway\"?\r\n")]
    [InlineData("{ \"gateway\": \"gw\" \"identity\": \"s\" }", "- holdfast.json: line 1, column 19: not valid JSON")]
    [InlineData("{ “gateway”: “gw” }", "- holdfast.json: has typographic quotes (“ ”); JSON takes straight ones (\")\r\n")]
    [InlineData("", "- holdfast.json: the file is empty")]
    [InlineData("\0\0\0\0", "- holdfast.json: holds nothing but zeros")]
    [InlineData("{ \"gateway\": \"gw\", \"identity\": \"s\", \"secretFile\": \"no.key\" }", "- holdfast.json: \"secretFile\": \"no.key\" is not there; put the file beside holdfast.json\r\n")]
    [InlineData("{ \"gateway\": \"gw\", \"identity\": \"s\", \"secretFile\": \"keys/a\" }", "- holdfast.json: \"secretFile\": \"keys/a\" has a folder in it")]
    [InlineData("{ \"gateway\": \"gw\", \"identity\": \"s\", \"secretFile\": \"keys\\\\a\" }", "- holdfast.json: \"secretFile\": \"keys\\\\a\" has a folder in it")]
    [InlineData("{ \"gateway\": \"gw\", \"identity\": \"s\", \"secretFile\": \"cmdline.txt\" }", "- holdfast.json: \"secretFile\": \"cmdline.txt\" is the name of something else")]
    [InlineData("{ \"gateway\": \"gw\", \"identity\": \"s\", \"secretFile\": \"agent.json\" }", "- holdfast.json: \"secretFile\": \"agent.json\" is the name of something else")]
    [InlineData("{ \"gateway\": \"gw\", \"identity\": \"s\", \"secretFile\": \"two.key\" }", "- two.key: holds the control character U+000A")]
    public void A_mistake_is_a_line_and_all_stays_as_it_is(string text, string line)
    {
        _site.PutOnCard("holdfast.json", text);
        _site.PutOnCard("cmdline.txt", "quiet");
        _site.PutOnCard("two.key", "one\ntwo\n");

        Assert.Equal(ExitCode.Usage, _site.Start());

        Assert.Contains(line, _site.Note, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", _site.Note + _site.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("incoming", _site.Note + _site.Log, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(Path.Combine(_site.Card, "holdfast.json")));
        Assert.Equal(["agent.json"], _site.InEtc);
        Assert.Equal("old.example.org", _site.Gateway());
        Assert.StartsWith($"error: {_site.Card}/", _site.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void The_note_is_for_the_editors_of_windows_written_once_and_goes_when_all_is_well()
    {
        _site.PutOnCard("holdfast.json", "{}");
        Assert.Equal(ExitCode.Usage, _site.Start());
        byte[] note = File.ReadAllBytes(Path.Combine(_site.Card, "holdfast-error.txt"));
        Assert.Equal([0xEF, 0xBB, 0xBF], note[..3]);
        Assert.Equal(note.Count(b => b == '\n'), note.Count(b => b == '\r'));

        Assert.Equal(ExitCode.Usage, _site.Start());
        DateTime written = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Path.Combine(_site.Card, "holdfast-error.txt"), written);
        Assert.Equal(ExitCode.Usage, _site.Start());
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(_site.Card, "holdfast-error.txt")));

        _site.PutOnCard("holdfast.json", Site.Old.Replace("old", "new", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Success, _site.Start());
        Assert.Empty(_site.OnCard);
        Assert.Equal("new.example.org", _site.Gateway());
    }

    [Fact]
    public void Many_mistakes_are_told_but_not_without_end()
    {
        _site.PutOnCard("holdfast.json", $"{{ {string.Join(", ", Enumerable.Range(0, 500).Select(i => $"\"key{i}\": 1"))} }}");

        Assert.Equal(ExitCode.Usage, _site.Start());
        Assert.Contains("- and 480 more\r\n", _site.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_are_one_too_many()
    {
        _site.PutOnCard("holdfast.json", Site.Old);
        _site.PutOnCard("holdfast.json.txt", Site.Old);

        Assert.Equal(ExitCode.Usage, _site.Start());
        Assert.Contains("is not the only one", _site.Note, StringComparison.Ordinal);
        Assert.Equal(3, _site.OnCard.Length);
    }

    [Fact]
    public void One_that_is_mounted_at_two_places_is_one()
    {
        _site.PutOnCard("holdfast.json", Site.Old.Replace("old", "new", StringComparison.Ordinal));

        Assert.Equal(ExitCode.Success, _site.Start(null, _site.Card, _site.Card + "/."));
        Assert.Equal("new.example.org", _site.Gateway());
    }

    [Fact]
    public void A_folder_or_a_link_of_that_name_is_no_file()
    {
        Directory.CreateDirectory(Path.Combine(_site.Card, "holdfast.json"));
        Assert.Equal(ExitCode.Usage, _site.Start());
        Assert.Contains("not a regular file", _site.Note, StringComparison.Ordinal);

        Directory.Delete(Path.Combine(_site.Card, "holdfast.json"));
        File.CreateSymbolicLink(Path.Combine(_site.Card, "holdfast.json"), _site.Config);
        Assert.Equal(ExitCode.Usage, _site.Start());
        Assert.Equal("old.example.org", _site.Gateway());
    }

    [Theory]
    [InlineData("holdfast (1).json", true)]
    [InlineData("holdfast.jsn", true)]
    [InlineData("holdfast.deb", false)]
    [InlineData("._holdfast.json", false)]
    public void A_name_that_is_nearly_right_is_said_while_there_is_no_configuration(string name, bool isSaid)
    {
        _site.PutOnCard(name, Site.New);
        Assert.Equal(ExitCode.Success, _site.Start());
        File.Delete(_site.Config);

        Assert.Equal(isSaid ? ExitCode.Usage : ExitCode.Success, _site.Start());
        Assert.Equal(isSaid, File.Exists(Path.Combine(_site.Card, "holdfast-error.txt")));
        if (isSaid)
            Assert.Contains($"- {name}: is not looked at by this name; name it holdfast.json", _site.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_note_that_can_not_be_written_is_in_the_log()
    {
        _site.PutOnCard("holdfast.json", "{}");

        Assert.Equal(ExitCode.Usage, _site.Start(new TestDisk { ReadOnly = _site.Card }));
        Assert.Contains("warning: holdfast-error.txt can't be written", _site.Log, StringComparison.Ordinal);
        Assert.Contains("is missing", _site.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_files_break_nothing()
    {
        Random random = new(3);
        for (int i = 0; i < 60; i++)
        {
            byte[] content = new byte[random.Next(400)];
            random.NextBytes(content);
            if (i % 2 == 0)
                content = [.. "{ \"gateway\": \""u8, .. content];
            File.WriteAllBytes(Path.Combine(_site.Card, "holdfast.json"), content);
            Assert.Equal(ExitCode.Usage, _site.Start());
        }

        File.WriteAllBytes(Path.Combine(_site.Card, "holdfast.json"), new byte[1 << 20]);
        Assert.Equal(ExitCode.Usage, _site.Start());
        Assert.Contains("more than 131072 bytes", _site.Note, StringComparison.Ordinal);
        Assert.Equal("old.example.org", _site.Gateway());
    }
}
