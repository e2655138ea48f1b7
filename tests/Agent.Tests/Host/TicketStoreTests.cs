using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Session;
using Holdfast.Ike.Resumption;
using Xunit;
using static Holdfast.Tests.Host.TicketFileTests;

namespace Holdfast.Tests.Host;

/// <summary>Where a ticket is between two sessions, in a real directory.</summary>
public sealed class TicketStoreTests : IDisposable
{
    private const string Gateway = "gw.example.test ";

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-test-").FullName;
    private readonly StringWriter _log = new();
    private byte[] _binding = new byte[TicketBinding.Length];
    private object _credential = new();

    private string Name => Path.Combine(_folder, "ticket-main");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_ticket_is_there_for_the_next_session_and_for_the_next_process_and_for_its_owner_alone()
    {
        Open().Keep(Make(), Gateway, At(1000));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Name));
        using ResumptionTicket? ticket = Open().Take(Gateway, At(1100));
        Assert.Equal(300, ticket!.Opaque.Length);
    }

    [Fact]
    public void It_is_used_once_and_gone_before_it_is_used()
    {
        TicketStore store = Open();
        store.Keep(Make(), Gateway, At(1000));

        Assert.NotNull(store.Take(Gateway, At(1001)));
        Assert.False(File.Exists(Name));
        Assert.Null(store.Take(Gateway, At(1001)));
        Assert.Null(Open().Take(Gateway, At(1001))); // of a process that crashed before the answer
    }

    [Fact]
    public void Of_the_same_store_the_next_takes_the_place()
    {
        TicketStore store = Open();
        store.Keep(Make(), Gateway, At(1000));
        store.Keep(Make(expires: 9000), Gateway, At(1000));

        Assert.Equal(At(9000), Open().Take(Gateway, At(1001))!.ExpiresAt);
    }

    [Fact]
    public void Another_gateway_does_not_get_it()
    {
        TicketStore store = Open();
        store.Keep(Make(), Gateway, At(1000));

        Assert.Null(store.Take("gw2.example.test ", At(1001)));
        Assert.NotNull(store.Take(Gateway, At(1001)));
    }

    [Fact]
    public void An_expired_one_is_removed()
    {
        Open().Keep(Make(expires: 2000), Gateway, At(1000));

        Assert.Null(Open().Take(Gateway, At(2000)));
        Assert.False(File.Exists(Name));
    }

    [Fact]
    public void What_another_configuration_made_is_removed()
    {
        Open().Keep(Make(), Gateway, At(1000));
        _binding = [.. Enumerable.Repeat((byte)7, TicketBinding.Length)];

        Assert.Null(Open().Take(Gateway, At(1001)));
        Assert.False(File.Exists(Name));
    }

    [Fact]
    public void Another_credential_ends_it()
    {
        TicketStore store = Open();
        store.Keep(Make(), Gateway, At(1000));
        _credential = new object();

        Assert.Null(store.Take(Gateway, At(1001)));
        Assert.False(File.Exists(Name));
    }

    [Fact]
    public void A_hostile_file_is_removed_and_a_login_follows()
    {
        File.WriteAllBytes(Name, [.. Enumerable.Repeat((byte)0xFF, 5000)]);
        File.SetUnixFileMode(Name, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Null(Open().Take(Gateway, At(1001)));
        Assert.False(File.Exists(Name));
    }

    [Fact]
    public void A_file_that_others_can_read_or_a_link_is_not_believed()
    {
        Open().Keep(Make(), Gateway, At(1000));
        File.SetUnixFileMode(Name, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Null(Open().Take(Gateway, At(1001)));

        string elsewhere = Path.Combine(_folder, "elsewhere");
        Open().Keep(Make(), Gateway, At(1000));
        File.Move(Name, elsewhere);
        File.CreateSymbolicLink(Name, elsewhere);
        Assert.Null(Open().Take(Gateway, At(1001)));
        Assert.True(File.Exists(elsewhere));
    }

    [Fact]
    public void Where_nothing_can_be_written_it_serves_until_the_process_ends_and_that_is_said_once()
    {
        TicketStore store = new(Path.Combine(_folder, "gone"), "main", () => _binding, () => _credential, () => 1_800_000_000, Log());
        store.Keep(Make(), Gateway, At(1000));
        store.Keep(Make(), Gateway, At(1000));

        Assert.NotNull(store.Take(Gateway, At(1001)));
        Assert.Single(_log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void What_can_not_be_removed_is_not_used()
    {
        TicketStore store = Open();
        store.Keep(Make(), Gateway, At(1000));
        File.Delete(Name);
        Directory.CreateDirectory(Name);

        Assert.Null(store.Take(Gateway, At(1001)));
        Assert.Contains("has to be removed first", _log.ToString());
    }

    [Fact]
    public void What_the_gateway_sent_away_or_the_user_took_down_is_gone()
    {
        TicketStore store = Open();
        ResumptionTicket first = Make(), second = Make();
        store.Keep(first, Gateway, At(1000));
        store.Keep(second, Gateway, At(1000));
        store.Drop(first);
        Assert.True(File.Exists(Name));
        store.Drop(second);
        Assert.False(File.Exists(Name));
        Assert.Throws<ObjectDisposedException>(() => second.OldD.Span.Length);
    }

    [Fact]
    public void Of_a_gateway_whose_tickets_lead_nowhere_none_is_kept()
    {
        TicketStore store = Open();
        store.GiveUp();
        store.Keep(Make(), Gateway, At(1000));

        Assert.Null(store.Take(Gateway, At(1001)));
        Assert.False(File.Exists(Name));
    }

    [Fact]
    public void The_end_of_a_process_zeroes_its_memory_and_leaves_the_file()
    {
        TicketStore store = Open();
        ResumptionTicket ticket = Make();
        store.Keep(ticket, Gateway, At(1000));
        store.Dispose();

        Assert.Throws<ObjectDisposedException>(() => ticket.OldD.Span.Length);
        Assert.True(File.Exists(Name));
    }

    [Fact]
    public void What_connections_left_that_there_are_no_more_is_removed()
    {
        Open().Keep(Make(), Gateway, At(1000));
        File.WriteAllText(Path.Combine(_folder, "ticket-other"), "x");
        TicketStore.RemoveOthers(_folder, ["main"], Log());

        Assert.Equal([Name], Directory.GetFiles(_folder));
    }

    private TicketStore Open() => new(_folder, "main", () => _binding, () => _credential, () => 1_800_000_000, Log());

    private Log Log() => new(LogLevel.Info, _log);
}
