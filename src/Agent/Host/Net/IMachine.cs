using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>Carries out single changes of the machine.</summary>
public interface IMachine
{
    /// <summary>Adds an item, in place of another one with its key. False: it was there already, or is done without.</summary>
    /// <exception cref="LinuxException">It was refused.</exception>
    bool Add(PlanItem item);

    /// <exception cref="LinuxException">It was refused; an item that is gone already is no error.</exception>
    void Remove(PlanItem item);
}
