using System.Runtime.ExceptionServices;
using Xunit;

namespace Holdfast.Tests.Host;

/// <summary>A network namespace of a test's own, on a thread of its own; it goes with the last descriptor in it.</summary>
internal static class Namespace
{
    public static void Run(Action body)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                Assert.SkipUnless(Tmds.Linux.LibC.unshare(Tmds.Linux.LibC.CLONE_NEWNET) == 0, "a network namespace takes root");
                body();
            }
            catch (Exception exception) // a skip too, which must not end the process
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }
}
