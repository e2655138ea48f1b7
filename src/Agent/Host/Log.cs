using Holdfast.Config;
using Holdfast.Ike.Actions;

namespace Holdfast.Host;

/// <summary>One line an event, on standard error. Service managers add the time.</summary>
public sealed class Log
{
    private readonly Log _whole;
    private readonly TextWriter _output;
    private readonly string? _connection;

    public Log(LogLevel level, TextWriter output) => (_whole, _output, Level) = (this, output, level);

    private Log(Log whole, string connection) => (_whole, _output, _connection) = (whole, whole._output, connection);

    /// <summary>Of the log as a whole; may change.</summary>
    public LogLevel Level { get; set; }

    /// <summary>Whether the name of the connection goes before each text; likewise.</summary>
    public bool HasSeveral { get; set; } = true;

    /// <summary>The same log for one of several connections.</summary>
    public Log For(string connection) => new(_whole, connection);

    public void Error(string text) => Write(LogLevel.Error, "error: ", text);

    public void Warning(string text) => Write(LogLevel.Warning, "warning: ", text);

    public void Info(string text) => Write(LogLevel.Info, "", text);

    public void Debug(string text) => Write(LogLevel.Debug, "debug: ", text);

    public void Write(Note note)
    {
        switch (note.Level)
        {
            case NoteLevel.Warning:
                Warning(note.Text);
                break;
            case NoteLevel.Info:
                Info(note.Text);
                break;
            default:
                Debug(note.Text);
                break;
        }
    }

    private void Write(LogLevel at, string prefix, string text)
    {
        if (at > _whole.Level)
            return;
        string subject = _connection is not null && _whole.HasSeveral ? $"{_connection}: " : "";
        _output.WriteLine(prefix + subject + text);
    }
}
