namespace Holdfast.Host.Links;

/// <summary>How the name of the gateway fared.</summary>
public enum NameState
{
    /// <summary>There is nothing to be resolved.</summary>
    NotAsked,

    Resolved,

    /// <summary>A name server answered: it has no address for the name.</summary>
    Unknown,

    /// <summary>No name server answered, or there is none.</summary>
    NoAnswer,
}

/// <summary>What came of asking something on the Internet over plain HTTP.</summary>
public enum InternetState
{
    NotAsked,

    /// <summary>It answered as it should.</summary>
    Open,

    /// <summary>Somebody else answered in its place.</summary>
    Captive,

    NoAnswer,
}

/// <summary>What is known of a gateway's silence. None of it is authentic: it serves to say something, never to decide.</summary>
public readonly struct NetworkFacts
{
    /// <summary>The uplink in use, for the text; null: there is none.</summary>
    public string? Uplink { get; init; }

    public RouterState Router { get; init; }

    public NameState Names { get; init; }

    public InternetState Internet { get; init; }

    /// <summary>ICMP says that nothing listens on the gateway's port (ECONNREFUSED).</summary>
    public bool IsPortRefused { get; init; }

    /// <summary>ICMP says that the gateway can't be reached.</summary>
    public bool IsUnreachable { get; init; }

    /// <summary>IKE answers came at some stage of the attempt, and then no more.</summary>
    public bool HasAnswered { get; init; }
}
