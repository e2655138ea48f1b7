using static Holdfast.Platform.Interop.Capability;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>The user that the process acts as.</summary>
public static unsafe class Account
{
    public static uint EffectiveUserId => geteuid();

    /// <summary>Whether it has CAP_NET_ADMIN.</summary>
    public static bool MayAdministerNetwork => Privileges.Effective.Has(CAP_NET_ADMIN);

    /// <summary>Whether it has CAP_SYS_BOOT.</summary>
    public static bool MayReboot => Privileges.Effective.Has(CAP_SYS_BOOT);

    /// <summary>Whether it may change what is in a folder; not on a file system that is read-only.</summary>
    public static bool MayWriteTo(string folder)
    {
        fixed (byte* name = CString.Of(folder)) return access(name, W_OK) == 0;
    }

    /// <summary>Whether it has CAP_SYS_MODULE.</summary>
    public static bool MayLoadModules => Privileges.Effective.Has(CAP_SYS_MODULE);
}
