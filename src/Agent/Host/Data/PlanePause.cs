namespace Holdfast.Host.Data;

/// <summary>While it lasts the data path's threads touch nothing. In the same order everywhere, so that nobody waits for ever.</summary>
public readonly ref struct PlanePause
{
    private readonly Lock _first, _second;

    public PlanePause(Lock first, Lock second)
    {
        (_first, _second) = (first, second);
        first.Enter();
        second.Enter();
    }

    public void Dispose()
    {
        _second.Exit();
        _first.Exit();
    }
}
