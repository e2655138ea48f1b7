namespace Holdfast.Host.Net;

/// <summary>
/// Changes to the machine, each with the way back. Undone in reverse order; a step that fails is reported and the others
/// still run.
/// </summary>
public sealed class UndoStack(Log log)
{
    private readonly Stack<(string What, Action Undo)> _steps = new();

    /// <summary>To be called right after the change was made.</summary>
    public void Push(string what, Action undo) => _steps.Push((what, undo));

    public void UndoAll()
    {
        while (_steps.TryPop(out (string What, Action Undo) step))
        {
            try
            {
                step.Undo();
                log.Debug($"undone: {step.What}");
            }
            catch (Platform.LinuxException failure)
            {
                log.Warning($"could not undo {step.What}: {failure.Message}");
            }
        }
    }
}
