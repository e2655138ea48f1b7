using Holdfast.Ike;
using Holdfast.Platform;

namespace Holdfast.Host.Session;

/// <summary>Who wants a session and is told how it goes.</summary>
public interface ISessionOwner
{
    void SessionUp(LiveSession session);

    /// <summary>The last word of a session. It may be disposed from here.</summary>
    void SessionDown(IkeFault fault);

    /// <summary>The machine refused what the tunnel needs; <see cref="SessionDown"/> follows.</summary>
    void SetupFailed(LinuxException failure);
}
