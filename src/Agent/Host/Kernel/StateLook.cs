using Holdfast.Platform;

namespace Holdfast.Host.Kernel;

/// <summary>
/// Looks at states without changing anything. Only the kernel's word that there is none (ESRCH) says that a state is gone; a
/// look that failed says nothing, and is reported once until one succeeds again.
/// </summary>
public sealed class StateLook(IXfrm xfrm, Log log)
{
    private bool _hasWarned;

    /// <summary>False: the kernel did not answer.</summary>
    /// <param name="found">Null: there is none.</param>
    public bool TryFind(XfrmStateId id, out XfrmStateRecord? found)
    {
        found = null;
        try
        {
            found = xfrm.FindState(id);
            _hasWarned = false;
            return true;
        }
        catch (LinuxException failure)
        {
            if (!_hasWarned)
                log.Warning($"the kernel does not tell how its Child SAs are, they are taken to be as they were: {failure.Message}");
            _hasWarned = true;
            return false;
        }
    }

    /// <summary>Null: there is none, or the kernel did not answer.</summary>
    public XfrmUsage? Usage(XfrmStateId id) => TryFind(id, out XfrmStateRecord? found) ? found?.Usage : null;
}
