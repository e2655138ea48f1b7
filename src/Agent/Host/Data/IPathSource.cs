using Holdfast.Platform;

namespace Holdfast.Host.Data;

/// <summary>Where the sessions of one connection get their paths from.</summary>
public interface IPathSource
{
    /// <exception cref="LinuxException">The machine has not what the path needs.</exception>
    IChildPath Open(IPathOwner owner);

    /// <summary>
    /// Another path with the same Child SAs, where the kernel refused one and there is nothing yet that would be lost; the
    /// path that was there is disposed then. Null: the session has to end.
    /// </summary>
    IChildPath? FallBack(IChildPath path, IPathOwner owner, LinuxException cause);
}
