namespace Holdfast.Supervision;

/// <summary>What the parts of one supervisor share: the actions that wait to be carried out, and the numbers of attempts.</summary>
internal sealed class Outbox
{
    private readonly Queue<SupervisorAction> _actions = new();

    private long _attempts;

    public void Emit(SupervisorAction action) => _actions.Enqueue(action);

    public bool TryDequeue(out SupervisorAction action) => _actions.TryDequeue(out action!);

    /// <summary>Never the same twice.</summary>
    public long NextAttempt() => ++_attempts;
}
