namespace Holdfast.Lab.Gateway;

/// <summary>What a gateway and the RADIUS server behind it have in common.</summary>
public static class RadiusClient
{
    public const string Address = "127.0.0.1", Secret = "between-us";
}
