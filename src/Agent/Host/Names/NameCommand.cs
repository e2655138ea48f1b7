namespace Holdfast.Host.Names;

/// <summary>A program to run.</summary>
/// <param name="Line">Its path, and its arguments.</param>
/// <param name="Input">What it reads; null: nothing.</param>
public sealed record NameCommand(IReadOnlyList<string> Line, string? Input = null)
{
    /// <summary>One that takes longer hangs, and is killed.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(3);

    public override string ToString() => string.Join(' ', Line);
}
