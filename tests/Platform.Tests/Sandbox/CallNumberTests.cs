using System.Text;
using Holdfast.Platform;
using Holdfast.Tests.Abi;

namespace Holdfast.Tests.Sandbox;

/// <summary>Numbers of system calls, held against the C headers of both processors.</summary>
public sealed class CallNumberTests
{
    [Theory]
    [InlineData("x86_64-linux-gnu-gcc", 1)]
    [InlineData("aarch64-linux-gnu-gcc", 2)]
    public void They_are_those_of_C(string compiler, int column)
    {
        CCompiler.Require(compiler);
        CallNumbers own = column == 1 ? CallNumbers.X64 : CallNumbers.Arm64;
        List<string> program =
        [
            "#include <asm/unistd.h>",
            AbiAssertions.Equal("__NR_seccomp", own.Seccomp), AbiAssertions.Equal("__NR_mmap", own.Mmap),
            AbiAssertions.Equal("__NR_mprotect", own.Mprotect), AbiAssertions.Equal("__NR_pkey_mprotect", own.PkeyMprotect),
            AbiAssertions.Equal("__NR_clone", own.Fork), AbiAssertions.Equal("__NR_clone3", own.Clone3),
            AbiAssertions.Equal("__NR_socket", own.Socket),
        ];
        foreach (string line in Encoding.UTF8.GetString(DeniedCalls.Table).Split('\n'))
        {
            string[] words = line.Split(' ');
            if (words[0] == "#")
                continue;
            Assert.Equal(3, words.Length);
            // A number that the processor has may be newer than the headers; one that it has not must be unknown to them.
            program.Add(words[column] == "-"
                ? $"#ifdef __NR_{words[0]}\n#error {words[0]} is there\n#endif"
                : $"#ifdef __NR_{words[0]}\n{AbiAssertions.Equal($"__NR_{words[0]}", int.Parse(words[column]))}\n#endif");
        }

        string errors = CCompiler.Errors(compiler, string.Join('\n', program) + "\n");
        Assert.True(errors == "", errors);
    }
}
