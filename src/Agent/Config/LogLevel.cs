namespace Holdfast.Config;

/// <summary>How much is logged, from the least.</summary>
public enum LogLevel
{
    Error,
    Warning,
    Info,
    Debug,
}
