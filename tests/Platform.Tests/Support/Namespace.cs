using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests;

/// <summary>
/// Runs a test's body in a network namespace of its own, with only the loopback interface, which is up. A namespace
/// belongs to a thread, so the body has a new thread and must make its sockets there; it ends with the last of them.
/// </summary>
internal static class Namespace
{
    public static void Run(Action body) => OwnThread.Run(() =>
    {
        int refused = unshare(CLONE_NEWNET) == 0 ? 0 : errno;
        Needs.That(refused == 0, $"a network namespace wants root or unshare -Urn: {Errno.Describe(refused)}");
        using (var netlink = RouteNetlink.Open()) netlink.SetLinkUp(netlink.FindLink("lo")!.Value.Index);
        body();
    });

    /// <summary>Has outgoing packets heed policies on the loopback interface too, in the namespace of this thread.</summary>
    public static void HeedPoliciesOnLoopback() => Set("ipv4/conf/lo/disable_xfrm", 0);

    /// <summary>Sets net.* of sysctl in the namespace of this thread.</summary>
    public static void Set(string name, int value) => File.WriteAllText($"/proc/sys/net/{name}", $"{value}");
}
