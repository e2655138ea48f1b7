namespace Holdfast.Supervision;

/// <summary>What happens to a connection, or to the agent as a whole.</summary>
public enum HistoryKind
{
    /// <summary>The agent runs.</summary>
    Started,

    /// <summary>The agent ended in good order.</summary>
    Stopped,
    Connecting,
    Connected,
    Lost,

    /// <summary>The session goes another way to the gateway (MOBIKE).</summary>
    Moved,

    /// <summary>The path may be dead, and is looked at.</summary>
    Suspected,

    /// <summary>What was suspected works again, by the step that the cause names.</summary>
    Healed,
    ChildrenRenewed,

    /// <summary>A new session took over from the one that stood.</summary>
    Replaced,

    /// <summary>To another gateway of the list.</summary>
    FailedOver,

    /// <summary>To the gateway that is preferred.</summary>
    FailedBack,
    SocketsRenewed,

    /// <summary>No uplink has a way to the gateway.</summary>
    Offline,
    Online,

    /// <summary>The gateway refused, or did not prove itself.</summary>
    Refused,

    /// <summary>The agent starts itself anew.</summary>
    Restart,

    /// <summary>The agent reboots the machine.</summary>
    Reboot,

    /// <summary>The machine slept.</summary>
    Suspended,

    /// <summary>The configuration was read again.</summary>
    Reloaded,

    /// <summary>A configuration that nobody confirmed was taken back, or a new binary that did not connect.</summary>
    RolledBack,

    /// <summary>As asked.</summary>
    Down,
    Up,

    /// <summary>A new binary has shown that it connects.</summary>
    Updated,
}
