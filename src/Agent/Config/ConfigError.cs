namespace Holdfast.Config;

/// <summary>
/// One thing wrong with the configuration: the file, the key ("" for the file as a whole) and what is allowed.
/// </summary>
public sealed record ConfigError(string File, string Key, string Message)
{
    /// <summary>One line, whatever the file held: quoted input has its control characters escaped.</summary>
    public override string ToString() =>
        Key.Length == 0 ? $"{File}: {Message}" : $"{File}: {InputText.Quote(Key)}: {Message}";
}
