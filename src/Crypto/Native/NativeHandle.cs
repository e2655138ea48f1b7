using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>An object of libcrypto that is owned by one of ours and freed with it.</summary>
internal abstract class NativeHandle : SafeHandle
{
    protected NativeHandle(nint pointer) : base(0, ownsHandle: true) => SetHandle(pointer);

    public override bool IsInvalid => handle == 0;

    /// <summary>For calls that the handle outlives: the caller keeps it reachable (GC.KeepAlive).</summary>
    internal nint Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }
}
