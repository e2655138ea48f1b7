using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab;

/// <summary>Both sides have the same SAs, and what those have replaced goes.</summary>
public static class Agreement
{
    // A rekey in between is waited for, and the time that replaced SAs are kept for late packets.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <exception cref="LabException">They do not agree; the message has both lists.</exception>
    public static void WaitFor(TunnelLab lab, int children = 1)
    {
        var both = new View(lab);
        try
        {
            Wait.Until("both sides have the same SAs", () => (both = new View(lab)).IsAgreed(children), Patience);
            var replaced = both.Leftovers.ToHashSet();
            Wait.Until("no SA is left that was replaced", () =>
                !(both = new View(lab)).Leftovers.Any(replaced.Contains), Patience);
        }
        catch (LabException error)
        {
            throw new LabException($"{error.Message}\n{both}");
        }
    }

    private sealed class View(TunnelLab lab)
    {
        private readonly AgentStatus _ours = lab.Status();
        private readonly IReadOnlyList<SecurityAssociation> _theirs = lab.Gateway.ListSas();

        /// <summary>Inbound SPIs, of either side, of Child SAs that nothing is sent through any more.</summary>
        public IEnumerable<string> Leftovers =>
        [
            .. _ours.Children.Where(child => !child.Sends).Select(child => child.Inbound),
            .. Children.Where(child => child.State != "INSTALLED").Select(child => child.SpiIn),
        ];

        private IEnumerable<ChildAssociation> Children => _theirs.SelectMany(one => one.Children);

        public bool IsAgreed(int children)
        {
            var ours = _ours.Children.Where(child => child.Sends).Select(child => (child.Inbound, child.Outbound));
            var theirs = _theirs.SelectMany(one => one.Installed).Select(child => (child.SpiOut, child.SpiIn)).ToList();
            return theirs.Count == children && theirs.Order().SequenceEqual(ours.Order())
                && _theirs.Select(one => $"{one.InitiatorSpi}, {one.ResponderSpi}").SequenceEqual(_ours.IkeSpis);
        }

        public override string ToString()
        {
            var ours = _ours.Children.Select(child => $"{child.Inbound}/{child.Outbound} {(child.Sends ? "sends" : "")}");
            var theirs = Children.Select(child => $"{child.SpiOut}/{child.SpiIn} {child.State}");
            var ike = _theirs.Select(one => $"{one.InitiatorSpi}, {one.ResponderSpi} {one.State}");
            return $"the agent's:   {string.Join("; ", _ours.IkeSpis.Concat(ours))}\n"
                + $"the gateway's: {string.Join("; ", ike.Concat(theirs))}";
        }
    }
}
