using Holdfast.Platform.Interop;

namespace Holdfast.Platform;

/// <summary>As ps and top show it; what starts from /proc/self/exe is called "exe".</summary>
public static unsafe class ProcessName
{
    /// <param name="name">15 bytes of it count.</param>
    public static void Set(string name)
    {
        fixed (byte* text = CString.Of(name))
            _ = Prctl.prctl(Prctl.PR_SET_NAME, (nuint)text, 0, 0, 0);
    }
}
