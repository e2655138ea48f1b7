using Holdfast.Host.Names;

namespace Holdfast.Tests.Names;

/// <summary>Writes down what is to be run, and says how it went; at once, or when the test lets it.</summary>
internal sealed class FakeRunner : ICommandRunner
{
    private readonly Queue<Action> _held = new();
    private bool _isFinishing;

    /// <summary>Lines as they were run, without the folder of the program.</summary>
    public List<string> Lines { get; } = [];

    public List<string?> Inputs { get; } = [];

    /// <summary>What is called before a program runs.</summary>
    public Action<string>? Before { get; set; }

    /// <summary>Beginnings of the lines that fail.</summary>
    public List<string> Refused { get; } = [];

    public bool IsHeld { get; set; }

    public void Start(NameCommand command, Action<string?> done)
    {
        string? problem = Run(command);
        if (IsHeld && !_isFinishing)
            _held.Enqueue(() => done(problem));
        else
            done(problem);
    }

    public string? Run(NameCommand command)
    {
        string line = string.Join(' ', command.Line.Skip(1).Prepend(Path.GetFileName(command.Line[0])));
        Before?.Invoke(line);
        Lines.Add(line);
        Inputs.Add(command.Input);
        return Refused.Exists(start => line.StartsWith(start, StringComparison.Ordinal)) ? $"{line}: refused" : null;
    }

    /// <summary>The one that runs ends.</summary>
    public void EndOne() => _held.Dequeue()();

    public void Finish()
    {
        _isFinishing = true;
        while (_held.TryDequeue(out Action? end))
            end();
    }
}
