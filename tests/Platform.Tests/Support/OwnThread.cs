using System.Runtime.ExceptionServices;

namespace Holdfast.Tests;

/// <summary>
/// Runs a body on a new thread, where what it does to its own thread's namespaces stays, and passes on failures.
/// </summary>
internal static class OwnThread
{
    public static void Run(Action body)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                body();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }
}
