using Holdfast.Esp;
using Holdfast.Host.Data;
using Holdfast.Host.Net;
using Holdfast.Ike.Actions;
using Holdfast.Platform;

namespace Holdfast.Host.Session;

/// <summary>The Child SAs of one session: the path that carries them, and what status tells of them.</summary>
public sealed class SessionChildren : IDisposable
{
    private readonly IPathSource _source;
    private readonly IPathOwner _owner;
    private readonly KeyExport? _export;

    /// <exception cref="LinuxException">There is no path to be had.</exception>
    public SessionChildren(IPathSource source, IPathOwner owner, KeyExport? export)
    {
        (_source, _owner, _export) = (source, owner, export);
        Path = source.Open(owner);
    }

    public IChildPath Path { get; private set; }

    public ChildBook Book { get; } = new();

    /// <summary>
    /// Set when another session has taken over: what is still on the way to us is accepted also through a Child SA that is
    /// removed, until this session is gone.
    /// </summary>
    public bool IsRetired { get; set; }

    /// <summary>False when the action is not about a Child SA at work.</summary>
    /// <exception cref="LinuxException">The machine refused it, and no other path can take over.</exception>
    public bool TryCarryOut(IkeAction action)
    {
        switch (action)
        {
            case InstallChild install:
                _export?.Add(install.Spec);
                Book.Installed(install);
                Install(install);
                return true;
            case SendThrough through:
                Path.SendThrough(through.InboundSpi);
                return true;
            case StopSending stop:
                Path.StopSending(stop.InboundSpi);
                return true;
            case RemoveChild remove when IsRetired:
                Path.StopSending(remove.InboundSpi);
                return true;
            case RemoveChild remove:
                Book.Removed(remove.InboundSpi);
                Path.Remove(remove.InboundSpi);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Goes over to another path after a refusal; false where there is none.</summary>
    public bool TryFallBack(LinuxException cause)
    {
        if (_source.FallBack(Path, _owner, cause) is not { } other)
            return false;
        Path = other;
        return true;
    }

    public void Dispose() => Path.Dispose();

    private void Install(InstallChild install)
    {
        try
        {
            Path.Install(install.Spec, install.SendToo, install.Replaces);
        }
        catch (LinuxException cause) when (TryFallBack(cause))
        {
            Path.Install(install.Spec, install.SendToo, install.Replaces);
        }
        catch (LinuxException)
        {
            install.Spec.InboundKey.Dispose();
            install.Spec.OutboundKey.Dispose();
            throw;
        }
    }
}
