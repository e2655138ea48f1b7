using Holdfast.Wire;

namespace Holdfast.Tests.Wire;

/// <summary>A message assembled by hand from the figures of the RFCs, and the values that it must mean.</summary>
internal sealed record GoldenMessage(string Name, byte[] Datagram, IkeHeader Header, IReadOnlyList<Payload> Payloads)
{
    public static IReadOnlyList<GoldenMessage> All { get; } =
    [
        GoldenInit.Request,
        GoldenInit.Response,
        GoldenInit.InvalidKe,
        GoldenAuth.Request,
        GoldenAuth.Response,
        GoldenAuth.EapRequest,
        GoldenAuth.EapSuccess,
        GoldenChild.RekeyEsp,
        GoldenChild.RekeyIke,
        GoldenInformational.Deletes,
        GoldenInformational.Empty,
        GoldenInformational.UnknownPayloads,
        GoldenEncrypted.Whole,
        GoldenEncrypted.Fragment,
    ];

    public override string ToString() => Name;
}
