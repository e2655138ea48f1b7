using System.Buffers.Text;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Seccomp;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// A filter of system calls as classic BPF over struct seccomp_data (seccomp(2)): denied are those of <see cref="DeniedCalls"/>, memory
/// that is both written and executed, new namespaces, and sockets of families that nothing here uses. EPERM, and no signal: what
/// is refused is reported like any other failure.
/// </summary>
internal sealed class FilterProgram
{
    private const uint NumberOffset = 0, ArchitectureOffset = 4, ArgumentsOffset = 16; // of struct seccomp_data
    private const uint Writable = 2, Executable = 4; // PROT_WRITE, PROT_EXEC

    // CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
    private const uint Namespaces = 0x7E020000;

    private readonly SockFilter[] _code = new SockFilter[512];
    private int _length;

    private FilterProgram()
    {
    }

    public static SockFilter[] Build(CallNumbers numbers)
    {
        FilterProgram program = new();
        program.Load(ArchitectureOffset);
        program.AllowOnly(numbers.Architecture);
        program.Load(NumberOffset);
        program.Add(BPF_JMP | BPF_JGT | BPF_K, DeniedCalls.LastKnown, 0, 1); // so are the numbers of x32
        program.Return(SECCOMP_RET_ERRNO | (uint)ENOSYS);
        // Its flags are out of a filter's sight. The C library goes on with clone.
        program.On(numbers.Clone3, SECCOMP_RET_ERRNO | (uint)ENOSYS);
        program.DenyTable(numbers.Column);
        program.DenyAll(numbers.Mmap, 2, Writable | Executable);
        program.DenyAll(numbers.Mprotect, 2, Executable);
        program.DenyAll(numbers.PkeyMprotect, 2, Executable);
        program.DenyAny(numbers.Fork, 0, Namespaces);
        program.AllowFamilies(numbers.Socket, [(int)AF_UNIX, (int)AF_INET, (int)AF_INET6, (int)AF_NETLINK]);
        program.Return(SECCOMP_RET_ALLOW);
        return program._code[..program._length];
    }

    private void DenyTable(int column)
    {
        ReadOnlySpan<byte> table = DeniedCalls.Table;
        foreach (Range line in table.Split((byte)'\n'))
        {
            if (TryRead(table[line], column, out int number))
                On(number, SECCOMP_RET_ERRNO | (uint)EPERM);
        }
    }

    internal static bool TryRead(ReadOnlySpan<byte> line, int column, out int number)
    {
        for (int i = 0; i < column; i++)
            line = line[(line.IndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(line, out number, out _);
    }

    /// <summary>Any of these bits set in the argument.</summary>
    private void DenyAny(int number, int argument, uint bits)
    {
        Add(BPF_JMP | BPF_JEQ | BPF_K, (uint)number, 0, 4);
        Load(Argument(argument));
        Add(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1);
        Return(SECCOMP_RET_ERRNO | (uint)EPERM);
        Return(SECCOMP_RET_ALLOW);
    }

    /// <summary>All of these bits set in the argument.</summary>
    private void DenyAll(int number, int argument, uint bits)
    {
        Add(BPF_JMP | BPF_JEQ | BPF_K, (uint)number, 0, 5);
        Load(Argument(argument));
        Add(BPF_ALU | BPF_AND | BPF_K, bits, 0, 0);
        Add(BPF_JMP | BPF_JEQ | BPF_K, bits, 0, 1);
        Return(SECCOMP_RET_ERRNO | (uint)EPERM);
        Return(SECCOMP_RET_ALLOW);
    }

    private void AllowFamilies(int number, ReadOnlySpan<int> families)
    {
        Add(BPF_JMP | BPF_JEQ | BPF_K, (uint)number, 0, (byte)(2 + (2 * families.Length)));
        Load(Argument(0));
        foreach (int family in families)
            On(family, SECCOMP_RET_ALLOW);
        Return(SECCOMP_RET_ERRNO | (uint)EAFNOSUPPORT);
    }

    /// <summary>Another processor's calls have other numbers.</summary>
    private void AllowOnly(uint architecture)
    {
        Add(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0);
        Return(SECCOMP_RET_ERRNO | (uint)EPERM);
    }

    private void On(int value, uint answer)
    {
        Add(BPF_JMP | BPF_JEQ | BPF_K, (uint)value, 0, 1);
        Return(answer);
    }

    // The lower half: both processors have it first, and the upper one says nothing in what is looked at.
    private static uint Argument(int index) => ArgumentsOffset + (uint)(index * sizeof(ulong));

    private void Load(uint offset) => Add(BPF_LD | BPF_W | BPF_ABS, offset, 0, 0);

    private void Return(uint answer) => Add(BPF_RET | BPF_K, answer, 0, 0);

    private void Add(int code, uint value, byte ifTrue, byte ifFalse) =>
        _code[_length++] = new SockFilter { code = (ushort)code, jt = ifTrue, jf = ifFalse, k = value };
}
