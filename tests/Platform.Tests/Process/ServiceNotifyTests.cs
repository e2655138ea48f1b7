using System.Text;
using Holdfast.Platform;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Process;

public sealed unsafe class ServiceNotifyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Descriptor _manager = new(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));

    [Fact]
    public void A_manager_at_a_path_hears_each_state() => Hears(_directory["notify"]);

    [Fact]
    public void A_manager_at_an_abstract_name_hears_each_state() => Hears($"@{_directory["notify"]}");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_manager_nothing_is_sent(string? address) =>
        Assert.False(new ServiceNotify(address).Ready("up"));

    [Fact]
    public void A_manager_that_is_gone_is_no_failure() =>
        Assert.False(new ServiceNotify(_directory["gone"]).Stopping());

    [Fact]
    public void The_address_is_taken_from_the_environment()
    {
        Listen(_directory["notify"]);
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", _directory["notify"]);
        ServiceNotify notify = ServiceNotify.FromEnvironment();
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", null);

        Assert.True(notify.Stopping());
    }

    public void Dispose()
    {
        _manager.Dispose();
        _directory.Dispose();
    }

    private void Hears(string address)
    {
        Listen(address);
        var notify = new ServiceNotify(address);

        Assert.True(notify.Ready("connected"));
        Assert.True(notify.Status("two\nlines"));
        Assert.True(notify.Stopping());
        Assert.Equal(
            ["READY=1\nSTATUS=connected", "STATUS=two lines", "STOPPING=1"], new[] { Receive(), Receive(), Receive() });
    }

    private void Listen(string address)
    {
        int length = UnixAddress.Write(address, out sockaddr_un own);
        LinuxException.Check(bind(_manager.Number, (sockaddr*)&own, length), "bind");
    }

    private string Receive()
    {
        var buffer = new byte[256];
        IoResult result = UnixSocket.Read(_manager.Number, buffer);
        return Encoding.UTF8.GetString(buffer, 0, result.Length);
    }
}
