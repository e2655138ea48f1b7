using Holdfast.Lab.Compare;
using Holdfast.Lab.Demo;
using Holdfast.Lab.Faults;
using Holdfast.Lab.Handshakes;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Holdfast.Lab;

internal static class Program
{
    /// <summary>
    /// `demo` shows the tunnel, `resilience [rounds [labs at a time [fault...]]]` compares recoveries, `compare
    /// [--brief] [rounds [seconds [contender...]]]` throughput, `handshakes [runs]` what extensions cost; everything else is for the
    /// test runners.
    /// </summary>
    private static Task<int> Main(string[] args)
    {
        if (args is ["demo"])
            return Task.FromResult(Demonstration.Run(Console.Out));
        if (args is ["resilience", ..])
            return Task.FromResult(ResilienceReport.Run(Console.Out, args[1..]));
        if (args is ["compare", ..])
            return Task.FromResult(Comparison.Run(Console.Out, args[1..]));
        if (args is ["handshakes", ..])
            return Task.FromResult(HandshakeReport.Run(Console.Out, args[1..]));
        return args.Contains("--server") || args.Contains("--internal-msbuild-node")
            ? TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : ConsoleRunner.Run(args);
    }
}
