using Holdfast.Wire;

namespace Holdfast.Ike.Tasks;

/// <summary>An empty INFORMATIONAL request: any authentic answer proves that the gateway lives (RFC 7296 section 2.4).</summary>
public sealed class LivenessTask : ExchangeTask
{
    public override ExchangeType Exchange => ExchangeType.Informational;

    public override IReadOnlyList<Payload> Build() => [];

    public override IkeFault? Process(IReadOnlyList<Payload> payloads) => null;
}
