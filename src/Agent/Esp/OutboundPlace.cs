namespace Holdfast.Esp;

/// <summary>
/// One place in the outbound lookup, with the Child SAs that follow each other there by rekeying: the one that
/// was last told to send comes first. Only the first that may send is used, so a predecessor stands in again when its
/// successor stops or goes. Immutable.
/// </summary>
public sealed class OutboundPlace
{
    private OutboundPlace(OutboundChild[] children)
    {
        Children = children;
        Sender = Array.Find(children, c => c.MaySend);
    }

    public OutboundPlace(OutboundChild first) : this([first])
    {
    }

    public IReadOnlyList<OutboundChild> Children { get; }

    /// <summary>The one that is used; null while none may send.</summary>
    public OutboundChild? Sender { get; }

    public OutboundChild? Find(uint inboundSpi) => Children.FirstOrDefault(c => c.InboundSpi == inboundSpi);

    /// <summary>Whether some Child SA here has the same selectors.</summary>
    public bool Serves(SelectorPolicy policy) => Children.Any(c => c.Policy.IsSameAs(policy));

    /// <summary>With a newcomer, which comes first.</summary>
    public OutboundPlace With(OutboundChild child) => new([child, .. Children]);

    /// <summary>Without this Child SA; null when nothing is left.</summary>
    public OutboundPlace? Without(OutboundChild child) =>
        Children.Count == 1 ? null : new([.. Children.Where(c => c != child)]);

    /// <summary>The same Child SAs, this one first and sending.</summary>
    public OutboundPlace SendThrough(OutboundChild child) =>
        new([child with { MaySend = true }, .. Children.Where(c => c != child)]);

    /// <summary>The same Child SAs, this one not sending.</summary>
    public OutboundPlace StopSending(OutboundChild child) =>
        new([.. Children.Select(c => c == child ? c with { MaySend = false } : c)]);
}
