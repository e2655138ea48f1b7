namespace Holdfast.Host.Names;

/// <summary>Runs the programs of the ways, one at a time.</summary>
public interface ICommandRunner
{
    /// <summary>Runs it while everything else goes on; the delegate gets null, or what went wrong, once and perhaps before this returns.</summary>
    void Start(NameCommand command, Action<string?> done);

    /// <summary>Runs it and waits. Null, or what went wrong.</summary>
    string? Run(NameCommand command);

    /// <summary>Waits for the one that runs, and from now on for each that is started.</summary>
    void Finish();
}
