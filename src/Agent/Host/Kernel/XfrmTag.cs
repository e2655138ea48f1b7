namespace Holdfast.Host.Kernel;

/// <summary>By what the agent's own things are known among the kernel's states and policies.</summary>
public static class XfrmTag
{
    private const uint Tag = 0x4846_0000;
    private const uint GroupTag = 0x4847_0000;

    /// <summary>Request id of a connection's states and templates, and the if_id of its xfrm interface.</summary>
    /// <param name="connection">Its place in the file, from 0.</param>
    public static uint Of(int connection) => Tag + (uint)connection + 1;

    /// <summary>
    /// Request id of the outbound states that share a policy, as it names no SPI. Those of a connection differ in it by selectors and
    /// session.
    /// </summary>
    /// <param name="tag">Of the connection.</param>
    public static uint Group(uint tag, int number) => GroupTag | ((tag & 0xFF) << 8) | ((uint)number & 0xFF);

    /// <summary>Whether events with this request id are about the connection.</summary>
    public static bool IsOf(uint requestId, uint tag) => requestId == tag || (requestId & 0xFFFF_FF00) == Group(tag, 0);

    /// <summary>Whether a state's request id is one of ours.</summary>
    public static bool IsRequestId(uint requestId) => (requestId & 0xFFFF_0000) is Tag or GroupTag;

    /// <summary>Priority of a policy, which also tells those apart that have no template and so no request id.</summary>
    /// <param name="distance">0 for the most specific selectors.</param>
    public static uint Priority(int distance) => Tag + (uint)distance;

    /// <summary>Whether a policy's priority is one of ours.</summary>
    public static bool IsPriority(uint priority) => (priority & 0xFFFF_0000) == Tag;
}
