namespace Holdfast.Wire;

/// <summary>Bounds on what one received message makes us hold. Beyond them decoding ends in TooMany.</summary>
public static class WireLimits
{
    public const int Payloads = 64;

    public const int ProposalsPerSa = 64;

    public const int TransformsPerProposal = 128;

    public const int AttributesPerTransform = 8;

    /// <summary>All that the one-octet count can say.</summary>
    public const int SelectorsPerPayload = 255;

    public const int SpisPerDelete = 1024;

    public const int ConfigurationAttributes = 256;
}
