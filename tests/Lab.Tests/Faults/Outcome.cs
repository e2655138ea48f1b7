namespace Holdfast.Lab.Faults;

/// <summary>What came of one fault.</summary>
/// <param name="IsBack">The tunnel carried again in the end.</param>
/// <param name="Seconds">For which it carried nothing although there was a way; see <see cref="Fault"/> for where it begins.</param>
/// <param name="Lost">Probes without an answer, from the fault on.</param>
/// <param name="Transcript">What the client has said.</param>
/// <param name="GatewayLog">What the gateway has said last.</param>
public sealed record Outcome(string Title, string Client, bool IsBack, double Seconds, int Lost, string Transcript, string GatewayLog)
{
    public override string ToString() => FormattableString.Invariant(
        $"{Title}: {Client} {(IsBack ? "back after" : "NOT back within")} {Seconds:F1} s, {Lost} probes lost");
}
