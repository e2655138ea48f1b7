namespace Holdfast.Host.Update;

/// <summary>Why an update is not made. Nothing has changed then.</summary>
public sealed class UpdateRefusal(string text, ExitCode code = ExitCode.Refused) : Exception(text)
{
    public ExitCode Code => code;
}
