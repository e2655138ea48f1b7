using Holdfast.Config;
using Holdfast.Ike.Actions;

namespace Holdfast.Host;

/// <summary>One line an event, on standard error. Service managers add the time.</summary>
/// <param name="subject">Goes before each text, such as "office: "; empty where there is only one connection.</param>
public sealed class Log(LogLevel level, TextWriter output, string subject = "")
{
    /// <summary>The same log for one of several connections.</summary>
    public Log For(string connection) => new(level, output, $"{connection}: ");

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
        if (at <= level)
            output.WriteLine(prefix + subject + text);
    }
}
