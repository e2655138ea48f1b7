namespace Holdfast.Config;

/// <summary>What is to be said about proposals that name weak algorithms; they are served all the same.</summary>
public static class ProposalWarnings
{
    /// <summary>One sentence for each weak algorithm that is named, in the order of the proposals; none: all is well.</summary>
    public static IReadOnlyList<string> Of(
        IEnumerable<IkeProposalConfig> ike, IEnumerable<EspProposalConfig> esp) =>
        [.. ike.Select(p => p.ToString()).SelectMany(WeakWords).Distinct().Select(word => Warning("IKE", word)),
            .. esp.Select(p => p.ToString()).SelectMany(WeakWords).Distinct().Select(word => Warning("ESP", word))];

    // A proposal names itself by each algorithm's first word, so aliases need no care.
    private static IEnumerable<string> WeakWords(string proposal) => proposal.Split('-').Where(AlgorithmNames.Weak.Contains);

    private static string Warning(string protocol, string word) =>
        $"{protocol} proposal names {word}, which is weak: {Advice(word)}";

    private static string Advice(string word) => word switch
    {
        "modp1536" => "use x25519, ecp256 or modp2048 once the gateway can",
        "prfsha1" => "use prfsha256 once the gateway can",
        _ => "use sha256 once the gateway can",
    };
}
