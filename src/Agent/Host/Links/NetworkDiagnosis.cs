namespace Holdfast.Host.Links;

public enum NetworkVerdict
{
    NoUplink,
    RouterSilent,
    NoNames,
    CaptivePortal,
    UdpBlocked,
    GatewaySilent,
}

public sealed class Diagnosis(NetworkVerdict verdict, string text)
{
    public NetworkVerdict Verdict => verdict;

    /// <summary>One line: what is wrong, where, and what to do.</summary>
    public string Text => text;
}

/// <summary>Tells a network that leads nowhere from a gateway that does not answer.</summary>
public static class NetworkDiagnosis
{
    /// <param name="gateway">As configured.</param>
    public static Diagnosis Of(NetworkFacts facts, string gateway)
    {
        if (facts.Uplink is not { } uplink)
            return new Diagnosis(
                NetworkVerdict.NoUplink, "no uplink: no link is up with an address and a default route; check cable, Wi-Fi, SIM card and DHCP");
        if (facts.Internet == InternetState.Captive)
            return new Diagnosis(
                NetworkVerdict.CaptivePortal, $"captive portal: the network on {uplink} wants a login in a browser first; log in, or have this device let through");
        bool isBeyondRouter = facts.Internet == InternetState.Open || facts.IsPortRefused || facts.HasAnswered;
        if (facts.Router == RouterState.Silent && !isBeyondRouter)
            return new Diagnosis(
                NetworkVerdict.RouterSilent, $"the router on {uplink} does not answer; restart it, or check the cable or signal to it");
        if (facts.Names == NameState.NoAnswer)
            return new Diagnosis(
                NetworkVerdict.NoNames, $"no name server answers over {uplink}; check /etc/resolv.conf and the router's way to the Internet");
        if (facts.Names == NameState.Unknown)
            return new Diagnosis(NetworkVerdict.NoNames, $"the name servers know no address of {gateway}; check \"gateway\" and the name's DNS entry");
        return OfSilence(facts, uplink, gateway);
    }

    private static Diagnosis OfSilence(NetworkFacts facts, string uplink, string gateway)
    {
        if (facts.IsPortRefused)
            return new Diagnosis(
                NetworkVerdict.GatewaySilent, $"{gateway} is there, but nothing listens on its IKE port; start its IKE service, or check \"port\" and \"nattPort\"");
        if (facts.HasAnswered)
            return new Diagnosis(
                NetworkVerdict.UdpBlocked, $"{gateway} answered at first and then no more: something on {uplink} or beyond drops UDP port 4500 or large datagrams; let them pass");
        if (facts.IsUnreachable)
            return new Diagnosis(
                NetworkVerdict.UdpBlocked, $"a router or firewall beyond {uplink} refuses the way to {gateway}; let UDP ports 500 and 4500 pass");
        return new Diagnosis(
            NetworkVerdict.GatewaySilent, facts.Internet switch
            {
                InternetState.Open => $"the Internet is there over {uplink}, but {gateway} does not answer; check the gateway, and that UDP ports 500 and 4500 pass",
                InternetState.NoAnswer => $"neither {gateway} nor the Internet answers over {uplink}; check the router's way to the Internet",
                _ => $"{gateway} does not answer over {uplink}; check the gateway, and that UDP ports 500 and 4500 pass",
            });
    }
}
