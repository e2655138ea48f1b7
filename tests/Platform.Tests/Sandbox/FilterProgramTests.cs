using System.Text;
using Holdfast.Platform;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Seccomp;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Sandbox;

/// <summary>The filter's program by itself, run as the kernel would, for both processors.</summary>
public sealed class FilterProgramTests
{
    private const int Read = 0, Execve = 59, Reboot = 169; // x86-64

    public static readonly TheoryData<string> Processors = ["x64", "arm64"];

    [Theory]
    [MemberData(nameof(Processors))]
    public void Every_call_of_the_table_is_denied(string processor)
    {
        CallNumbers numbers = NumbersOf(processor);
        int count = 0;
        foreach ((string name, int number) in Table(numbers.Column))
        {
            Assert.True(Answer(numbers, number) == Errno(EPERM), name);
            count++;
        }

        Assert.True(count > 60, $"only {count}");
    }

    [Theory]
    [MemberData(nameof(Processors))]
    public void All_others_are_allowed_but_newer_ones_which_are_unknown(string processor)
    {
        CallNumbers numbers = NumbersOf(processor);
        HashSet<int> denied = [.. Table(numbers.Column).Select(row => row.Number), numbers.Clone3, numbers.Socket];
        for (int number = 0; number <= DeniedCalls.LastKnown; number++)
        {
            if (!denied.Contains(number))
                Assert.True(Answer(numbers, number) == SECCOMP_RET_ALLOW, $"{number}");
        }

        Assert.Equal(Errno(ENOSYS), Answer(numbers, (int)DeniedCalls.LastKnown + 1));
        Assert.Equal(Errno(ENOSYS), Answer(numbers, 0x40000000 + Read)); // x32
        Assert.Equal(Errno(ENOSYS), Answer(numbers, -1));
        Assert.Equal(Errno(ENOSYS), Answer(numbers, numbers.Clone3));
    }

    [Fact]
    public void What_the_agent_lives_by_is_allowed()
    {
        foreach (int number in new[] { Read, Execve, Reboot })
            Assert.Equal(SECCOMP_RET_ALLOW, Answer(CallNumbers.X64, number));
    }

    [Fact]
    public void The_calls_of_another_processor_are_all_denied()
    {
        Assert.Equal(Errno(EPERM), Answer(CallNumbers.X64 with { Architecture = AUDIT_ARCH_AARCH64 }, Read, CallNumbers.X64));
        Assert.Equal(Errno(EPERM), Answer(CallNumbers.X64 with { Architecture = 0x40000003 }, Read, CallNumbers.X64)); // i386
    }

    [Theory]
    [MemberData(nameof(Processors))]
    public void Memory_is_not_written_and_executed(string processor)
    {
        CallNumbers numbers = NumbersOf(processor);
        Assert.Equal(SECCOMP_RET_ALLOW, Answer(numbers, numbers.Mmap, arguments: [0, 0, 3])); // read, write
        Assert.Equal(SECCOMP_RET_ALLOW, Answer(numbers, numbers.Mmap, arguments: [7, 7, 5])); // read, execute
        Assert.Equal(Errno(EPERM), Answer(numbers, numbers.Mmap, arguments: [0, 0, 7]));
        Assert.Equal(Errno(EPERM), Answer(numbers, numbers.Mmap, arguments: [0, 0, 6]));
        foreach (int change in new[] { numbers.Mprotect, numbers.PkeyMprotect })
        {
            Assert.Equal(SECCOMP_RET_ALLOW, Answer(numbers, change, arguments: [4, 4, 3]));
            Assert.Equal(Errno(EPERM), Answer(numbers, change, arguments: [0, 0, 5]));
        }
    }

    [Theory]
    [MemberData(nameof(Processors))]
    public void Processes_come_without_new_namespaces_and_sockets_of_four_families(string processor)
    {
        CallNumbers numbers = NumbersOf(processor);
        Assert.Equal(SECCOMP_RET_ALLOW, Answer(numbers, numbers.Fork, arguments: [0x3D0F00])); // a thread's
        Assert.Equal(SECCOMP_RET_ALLOW, Answer(numbers, numbers.Fork, arguments: [0x4111])); // posix_spawn's: CLONE_VM, CLONE_VFORK, SIGCHLD
        foreach (uint space in new uint[] { 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000 })
            Assert.Equal(Errno(EPERM), Answer(numbers, numbers.Fork, arguments: [space | 17]));
        foreach (int family in new[] { (int)AF_UNIX, (int)AF_INET, (int)AF_INET6, (int)AF_NETLINK })
            Assert.Equal(SECCOMP_RET_ALLOW, Answer(numbers, numbers.Socket, arguments: [(ulong)family]));
        foreach (int family in new[] { 0, 15, 17, 29, 38, 40 }) // key, packet, CAN, algorithms, vsock
            Assert.Equal(Errno(EAFNOSUPPORT), Answer(numbers, numbers.Socket, arguments: [(ulong)family]));
    }

    private static CallNumbers NumbersOf(string processor) => processor == "x64" ? CallNumbers.X64 : CallNumbers.Arm64;

    private static uint Errno(int error) => SECCOMP_RET_ERRNO | (uint)error;

    /// <summary>Name and number of the calls that the processor has.</summary>
    private static IEnumerable<(string Name, int Number)> Table(int column) => Encoding.UTF8.GetString(DeniedCalls.Table).Split('\n')
        .Where(line => line[0] != '#').Select(line => line.Split(' ')).Where(words => words[column] != "-")
        .Select(words => (words[0], int.Parse(words[column])));

    /// <param name="program">Whose filter; null: the same processor's.</param>
    private static uint Answer(CallNumbers caller, int number, CallNumbers? program = null, ulong[]? arguments = null)
    {
        var data = new uint[16]; // struct seccomp_data
        (data[0], data[1]) = ((uint)number, caller.Architecture);
        for (int i = 0; i < (arguments?.Length ?? 0); i++)
            (data[4 + (2 * i)], data[5 + (2 * i)]) = ((uint)arguments![i], (uint)(arguments[i] >> 32));
        return Run(FilterProgram.Build(program ?? caller), data);
    }

    private static uint Run(SockFilter[] code, uint[] data)
    {
        uint a = 0;
        for (int at = 0; ; at++)
        {
            SockFilter one = code[at];
            switch (one.code)
            {
                case BPF_LD | BPF_W | BPF_ABS: a = data[one.k / 4]; break;
                case BPF_ALU | BPF_AND | BPF_K: a &= one.k; break;
                case BPF_JMP | BPF_JEQ | BPF_K: at += a == one.k ? one.jt : one.jf; break;
                case BPF_JMP | BPF_JGT | BPF_K: at += a > one.k ? one.jt : one.jf; break;
                case BPF_JMP | BPF_JSET | BPF_K: at += (a & one.k) != 0 ? one.jt : one.jf; break;
                case BPF_RET | BPF_K: return one.k;
                default: throw new InvalidOperationException($"{one.code:x}");
            }
        }
    }
}
