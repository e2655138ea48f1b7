using Holdfast.Supervision;

namespace Holdfast.Host.Session;

/// <summary>What a supervisor asks for against trouble, from new Child SAs to the machine anew.</summary>
internal sealed class Remedies(HostContext host, Announcements tell, Func<bool> isAnotherUp)
{
    /// <summary>False: the action is none of them, or not to be carried out.</summary>
    public bool TryCarryOut(SupervisorAction action, LiveSession? live)
    {
        switch (action)
        {
            case RenewChildren renew:
                tell.Did(HistoryKind.ChildrenRenewed, renew.Why);
                live?.RenewChildren();
                return true;
            case RenewSockets renew:
                tell.Did(HistoryKind.SocketsRenewed, renew.Why);
                host.Sockets.Renew();
                return true;
            case RestartProcess restart when !tell.IsOnce && !isAnotherUp():
                host.LastResort.Restart(restart.Why);
                return true;
            case RebootBoard reboot:
                host.LastResort.TryReboot(host.Config.Name, host.Config.RebootAfter, reboot.Since, isAnotherUp(), reboot.Why);
                return true;
            default:
                return false;
        }
    }
}
