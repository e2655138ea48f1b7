using Holdfast.Esp;
using Holdfast.Host.Net;
using Holdfast.Ike.Actions;

namespace Holdfast.Host.Session;

/// <summary>The Child SAs of one session: the data path that carries them, and what status tells of them.</summary>
public sealed class SessionChildren(KeyExport? export) : IDisposable
{
    public DataPath Path { get; } = new();

    public ChildBook Book { get; } = new();

    /// <summary>
    /// Set when another session has taken over: what is still on the way to us is accepted also through a Child SA that is
    /// removed, until this session is gone.
    /// </summary>
    public bool IsRetired { get; set; }

    /// <summary>False when the action is not about a Child SA at work.</summary>
    public bool TryCarryOut(IkeAction action)
    {
        switch (action)
        {
            case InstallChild install:
                export?.Add(install.Spec);
                Book.Installed(install);
                Path.Install(install.Spec, install.SendToo, install.Replaces);
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

    public void Dispose() => Path.Dispose();
}
