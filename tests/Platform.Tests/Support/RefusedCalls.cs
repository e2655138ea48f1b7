using Holdfast.Platform;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Prctl;
using static Holdfast.Platform.Interop.Seccomp;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests;

/// <summary>
/// Has the kernel refuse system calls of this thread, as another kernel or device would (seccomp(2)). It can't be taken back; of two
/// refusals of one call the later counts. So it is for a thread of the test's own, as <see cref="Namespace"/> makes one.
/// </summary>
internal static unsafe class RefusedCalls
{
    private const uint NumberOffset = 0, ArgumentsOffset = 16; // of struct seccomp_data

    private static bool IsX64 => CallNumbers.OfThisProcessor == CallNumbers.X64;

    public static void SendMsg(int error) => Refuse(IsX64 ? 46u : 211, error, null, 0);

    public static void SendMMsg(int error) => Refuse(IsX64 ? 307u : 269, error, null, 0);

    /// <summary>Refuses with EINVAL those whose argument has any of the bits.</summary>
    public static void Ioctl(int request, uint bits) => Refuse(IsX64 ? 16u : 29, EINVAL, (uint)request, bits);

    private static void Refuse(uint number, int error, uint? request, uint bits)
    {
        List<SockFilter> code = [Load(NumberOffset), IfEqual(number)];
        if (request is not null) code.AddRange([Load(ArgumentsOffset + 8), IfEqual(request.Value)]);
        if (bits != 0) code.AddRange([Load(ArgumentsOffset + 16), new SockFilter { code = BPF_JMP | BPF_JSET | BPF_K, jt = 1, k = bits }, Allow]);
        code.Add(new SockFilter { code = BPF_RET, k = SECCOMP_RET_ERRNO | (uint)error });
        Needs.That(CallNumbers.OfThisProcessor is not null, "the numbers of system calls are those of x64 and arm64");
        LinuxException.Check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl");
        SockFilter[] program = [.. code.SelectMany(one => one.code == (BPF_JMP | BPF_JEQ | BPF_K) ? new[] { one, Allow } : [one])];
        fixed (SockFilter* first = program)
        {
            SockFProg filter = new() { len = (ushort)program.Length, filter = first };
            nint result = seccomp(CallNumbers.OfThisProcessor!.Seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter);
            Needs.That(result == 0, $"this kernel has no filters of system calls: {Errno.Describe(errno)}");
        }
    }

    private static SockFilter Allow => new() { code = BPF_RET, k = SECCOMP_RET_ALLOW };

    private static SockFilter Load(uint offset) => new() { code = BPF_LD | BPF_W | BPF_ABS, k = offset };

    private static SockFilter IfEqual(uint value) => new() { code = BPF_JMP | BPF_JEQ | BPF_K, jt = 1, k = value };
}
