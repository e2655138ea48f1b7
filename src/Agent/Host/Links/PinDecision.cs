namespace Holdfast.Host.Links;

/// <summary>Whether the kernel's own routes lead over the uplink that is chosen, or have to be overruled.</summary>
public static class PinDecision
{
    /// <param name="isChosen">By the configuration, or as another one is in vain; else the kernel's choice stands as long as its link runs.</param>
    public static bool IsNeeded(UplinkTable table, UplinkChoice choice, bool isChosen, ClosedFamilies closed)
    {
        if (choice.Current is not { } current || !UplinkPlan.CanPin(current))
            return false;
        foreach (bool isIPv6 in new[] { false, true })
        {
            int kernels = table.KernelsChoice(isIPv6);
            if (kernels == 0)
                continue;
            bool isOther = current.DefaultRoute(isIPv6) is not null ? kernels != current.Link : closed.Has(isIPv6);
            if (isOther && (isChosen || !IsUsable(choice, kernels)))
                return true;
        }

        return false;
    }

    private static bool IsUsable(UplinkChoice choice, int link)
    {
        foreach (Uplink uplink in choice.Usable)
        {
            if (uplink.Link == link)
                return true;
        }

        return false;
    }
}
