using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>The user that the process acts as.</summary>
public static class Account
{
    public static uint EffectiveUserId => geteuid();
}
