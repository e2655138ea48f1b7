using System.Runtime.InteropServices;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Prctl;
using static Holdfast.Platform.Interop.Seccomp;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>The filter of system calls for all threads of the process, and for what it starts; it can't be taken back.</summary>
public static unsafe class CallFilter
{
    /// <summary>0, or the errno: EINVAL or ENOSYS where the kernel has no such filters, EOPNOTSUPP on another processor.</summary>
    public static int TryInstall()
    {
        if (CallNumbers.OfThisProcessor is not { } numbers)
            return EOPNOTSUPP;
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
            return errno;
        SockFilter[] code = FilterProgram.Build(numbers);
        fixed (SockFilter* first = code)
        {
            SockFProg program = new() { len = (ushort)code.Length, filter = first };
            // Without SPEC_ALLOW kernels before 5.16 slow all of the process down, as if it were a browser.
            int error = Install(numbers.Seccomp, SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program);
            return error == EINVAL ? Install(numbers.Seccomp, SECCOMP_FILTER_FLAG_TSYNC, &program) : error;
        }
    }

    private static int Install(int number, uint flags, SockFProg* program)
    {
        nint result = seccomp(number, SECCOMP_SET_MODE_FILTER, flags, program);
        return result == 0 ? 0 : result < 0 ? errno : ESRCH; // above 0: a thread that could not follow
    }
}

/// <summary>Numbers of system calls that the filter looks at more closely.</summary>
/// <param name="Column">Of <see cref="DeniedCalls.Table"/>.</param>
/// <param name="Architecture">As audit has it.</param>
/// <param name="Fork">clone(2).</param>
internal sealed record CallNumbers(int Column, uint Architecture, int Seccomp, int Mmap, int Mprotect, int PkeyMprotect, int Fork, int Clone3, int Socket)
{
    public static CallNumbers X64 { get; } = new(1, AUDIT_ARCH_X86_64, 317, 9, 10, 329, 56, 435, 41);

    public static CallNumbers Arm64 { get; } = new(2, AUDIT_ARCH_AARCH64, 277, 222, 226, 288, 220, 435, 198);

    public static CallNumbers? OfThisProcessor => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => X64,
        System.Runtime.InteropServices.Architecture.Arm64 => Arm64,
        _ => null,
    };
}
