using Holdfast.Wire;

namespace Holdfast.Ike.Tasks;

/// <summary>One exchange of ours inside the established state: what is sent, and what the answer means.</summary>
public abstract class ExchangeTask
{
    public abstract ExchangeType Exchange { get; }

    public abstract IReadOnlyList<Payload> Build();

    /// <summary>Null: done. A fault ends the IKE SA.</summary>
    public abstract IkeFault? Process(IReadOnlyList<Payload> payloads);
}
