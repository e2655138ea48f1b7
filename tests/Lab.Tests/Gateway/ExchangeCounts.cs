using System.Text.RegularExpressions;

namespace Holdfast.Lab.Gateway;

/// <summary>The CREATE_CHILD_SA requests in the gateway's log: what each side has begun.</summary>
public sealed partial record ExchangeCounts(int GatewayChild, int GatewayIke, int OurChild, int OurIke)
{
    public static ExchangeCounts Of(StrongSwan gateway)
    {
        var log = gateway.Log();
        return new ExchangeCounts(
            log.Count(line => GatewaysChild().IsMatch(line)), log.Count(line => GatewaysIke().IsMatch(line)),
            log.Count(line => OurChilds().IsMatch(line)), log.Count(line => OurIkes().IsMatch(line)));
    }

    // A request that rekeys a Child SA names it; one that rekeys the IKE SA has no traffic selectors.
    [GeneratedRegex(@"generating CREATE_CHILD_SA request \d+ \[ .*N\(REKEY_SA\)")]
    private static partial Regex GatewaysChild();

    [GeneratedRegex(@"generating CREATE_CHILD_SA request \d+ \[ (?!.*TSi)")]
    private static partial Regex GatewaysIke();

    [GeneratedRegex(@"parsed CREATE_CHILD_SA request \d+ \[ .*N\(REKEY_SA\)")]
    private static partial Regex OurChilds();

    [GeneratedRegex(@"parsed CREATE_CHILD_SA request \d+ \[ (?!.*TSi)")]
    private static partial Regex OurIkes();
}
