namespace Holdfast.Host;

/// <summary>Exit codes; they are in the README and do not change.</summary>
public enum ExitCode
{
    /// <summary>Done, or stopped when asked to.</summary>
    Success = 0,

    /// <summary>What has no code of its own.</summary>
    Failure = 1,

    /// <summary>The command line or the configuration is wrong.</summary>
    Usage = 2,

    /// <summary>The gateway refused us, or did not prove itself.</summary>
    Authentication = 3,

    /// <summary>No answer, no route, or a name that does not resolve.</summary>
    Unreachable = 4,

    /// <summary>The gateway refused for another reason: proposals, subnets, addresses, protocol.</summary>
    Rejected = 5,

    /// <summary>A privilege, device or other thing of this machine is missing.</summary>
    Environment = 6,

    /// <summary>To be started again at once by the service manager: the agent gave itself up to recover.</summary>
    Restart = 7,

    /// <summary>An update was refused: signature, machine, version, or a self-test of the new executable.</summary>
    Refused = 8,
}
