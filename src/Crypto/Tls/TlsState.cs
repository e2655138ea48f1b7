namespace Holdfast.Crypto;

/// <summary>Where a TLS connection stands.</summary>
public enum TlsState
{
    Handshaking,

    /// <summary>The server's certificates are there and nobody has judged them yet; nothing goes on before.</summary>
    AwaitingVerdict,

    /// <summary>The handshake is over, with a server that was found good.</summary>
    Open,

    /// <summary>The server has said that it sends no more (close_notify).</summary>
    Closed,

    /// <summary>For good; there is a reason, and perhaps an alert to send.</summary>
    Failed,
}
