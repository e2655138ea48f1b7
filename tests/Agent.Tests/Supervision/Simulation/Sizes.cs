namespace Holdfast.Tests.Supervision.Simulation;

/// <summary>Octets on the wire, IP and UDP headers with them.</summary>
internal static class Sizes
{
    public const int InitRequest = 520;
    public const int InitResponse = 480;

    /// <summary>With EAP and the gateway's certificates.</summary>
    public const int AuthRequest = 1200;
    public const int AuthResponse = 2600;

    /// <summary>Liveness and MOBIKE alike, there and back.</summary>
    public const int Question = 2 * 110;

    public const int NatKeepalive = 29;

    /// <summary>Of a Child SA, there and back, with key exchange and Delete.</summary>
    public const int Rekey = 1300;

    /// <summary>Octets a second of a session that stands and of which nothing is asked but this.</summary>
    public static double Standing(bool isActive, bool hasNat) =>
        (Rekey / 3600.0) + (isActive ? 0 : Question / 30.0) + (isActive || !hasNat ? 0 : NatKeepalive / 20.0);
}
