using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab;

/// <summary>Both sides have the same SAs, and neither has one more.</summary>
public static class Agreement
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Waits until the SAs that were replaced are gone on both sides.</summary>
    /// <exception cref="LabException">They do not agree; the message has both lists.</exception>
    public static void WaitFor(TunnelLab lab, int children = 1)
    {
        string ours = "", theirs = "";
        try
        {
            Wait.Until("both sides have the same SAs", () =>
            {
                ours = Describe(lab.Status());
                theirs = Describe(lab.Gateway.ListSas());
                return ours == theirs && theirs.Split(';').Length == children + 1;
            }, Patience);
        }
        catch (LabException error)
        {
            throw new LabException($"{error.Message}\nthe agent's:   {ours}\nthe gateway's: {theirs}");
        }
    }

    private static string Describe(AgentStatus status)
    {
        var ike = status.IkeSpis.Select(spis => spis.Replace(", ", "/", StringComparison.Ordinal));
        return Join(ike, status.Children.Select(child => $"{child.Inbound}/{child.Outbound} INSTALLED"));
    }

    private static string Describe(IReadOnlyList<SecurityAssociation> associations) => Join(
        associations.Select(one => $"{one.InitiatorSpi}/{one.ResponderSpi}"),
        associations.SelectMany(one => one.Children.Select(child => $"{child.SpiOut}/{child.SpiIn} {child.State}")));

    private static string Join(IEnumerable<string> ike, IEnumerable<string> children) =>
        string.Join(';', [string.Join(',', ike.Order()), .. children.Order()]);
}
