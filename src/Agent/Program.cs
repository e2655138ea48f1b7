using Holdfast.Cli;

namespace Holdfast;

internal static class Program
{
    private static int Main(string[] arguments) => (int)new Commands(Console.Out, Console.Error).Execute(arguments);
}
