using System.Runtime.InteropServices;

namespace Holdfast.Platform.Interop;

/// <summary>linux/seccomp.h, and of linux/filter.h, linux/audit.h and sys/syscall.h what a filter of system calls takes</summary>
internal static unsafe partial class Seccomp
{
    public const uint SECCOMP_SET_MODE_FILTER = 1;
    public const uint SECCOMP_FILTER_FLAG_TSYNC = 1;
    public const uint SECCOMP_FILTER_FLAG_SPEC_ALLOW = 4;
    public const uint SECCOMP_RET_ALLOW = 0x7FFF0000;
    public const uint SECCOMP_RET_ERRNO = 0x00050000;

    public const ushort BPF_LD = 0x00, BPF_W = 0x00, BPF_ABS = 0x20;
    public const ushort BPF_ALU = 0x04, BPF_AND = 0x50, BPF_K = 0x00;
    public const ushort BPF_JMP = 0x05, BPF_JEQ = 0x10, BPF_JGT = 0x20, BPF_JSET = 0x40;
    public const ushort BPF_RET = 0x06;

    public const uint AUDIT_ARCH_X86_64 = 0xC000003E;
    public const uint AUDIT_ARCH_AARCH64 = 0xC00000B7;

    // The C library has no function for seccomp(2).
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint seccomp(nint number, nuint operation, nuint flags, SockFProg* program);
}

/// <summary>struct sock_filter</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SockFilter
{
    public ushort code;
    public byte jt;
    public byte jf;
    public uint k;
}

/// <summary>struct sock_fprog</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SockFProg
{
    public ushort len;
    public SockFilter* filter;
}
