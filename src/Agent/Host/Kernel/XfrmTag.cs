namespace Holdfast.Host.Kernel;

/// <summary>By what the agent's own things are known among the kernel's states and policies.</summary>
public static class XfrmTag
{
    private const uint Tag = 0x4846_0000;

    /// <summary>Request id of a connection's states and templates, and the if_id of its xfrm interface.</summary>
    /// <param name="connection">Its place in the file, from 0.</param>
    public static uint Of(int connection) => Tag + (uint)connection + 1;

    /// <summary>Priority of a policy, which also tells those apart that have no template and so no request id.</summary>
    /// <param name="distance">0 for the most specific selectors.</param>
    public static uint Priority(int distance) => Tag + (uint)distance;

    /// <summary>Whether a policy's priority is one of ours.</summary>
    public static bool IsPriority(uint priority) => (priority & 0xFFFF_0000) == Tag;
}
