using System.Security.Cryptography;
using Holdfast.Config;
using Holdfast.Platform;

namespace Holdfast.Host.Setup;

/// <summary>
/// <c>holdfast enroll</c>: asks for what a configuration needs, and writes it when all is answered. Until then nothing changes, but that a key
/// is made where there is to be a certificate.
/// </summary>
public sealed class Enrollment(IConsole console, Staging staging, MakeKey makeKey)
{
    private readonly Questions _questions = new(console);
    private readonly LoginQuestions _login = new(new Questions(console), staging, makeKey);

    /// <exception cref="LinuxException">Something can't be read or written; nothing has changed, or the next start goes on.</exception>
    public ExitCode Run()
    {
        staging.Finish();
        _questions.Say("What this device is to connect to. Ctrl-C ends this and changes nothing.\n\n");
        if (_login.Ask() is not { } draft)
        {
            _questions.Say(_login.IsWaiting ? "" : "\nNothing was written.\n");
            return _login.IsWaiting ? ExitCode.Success : ExitCode.Failure;
        }

        using (draft)
            return Offer(draft);
    }

    private ExitCode Offer(Draft draft)
    {
        bool isThere = File.Exists(staging.ConfigPath);
        _questions.Say($"\n{staging.ConfigPath} will be:\n\n{draft.ToText()}\n");
        if (isThere)
            _questions.Say($"There is one already; it will be kept as {staging.ConfigPath}{Staging.BeforeSuffix}.\n");
        if (!_questions.Confirm(isThere ? "Replace it?" : "Write it?", isUsual: !isThere))
        {
            _questions.Say("Nothing was written.\n");
            return ExitCode.Failure;
        }

        byte[] text = draft.ToJson();
        try
        {
            return Write(text);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private ExitCode Write(byte[] text)
    {
        List<ConfigError> errors = [];
        List<NamedFile> files = [];
        if (ConfigReader.TryRead(text, staging.ConfigPath, out AgentConfig? config, out IReadOnlyList<ConfigError> wrong))
        {
            files = NamedFile.Gather(config, staging.ConfigPath, card: null, staging, errors);
            LoadedConfig.Forget(config.Connections[0]);
        }

        errors.AddRange(wrong);
        if (errors.Count == 0)
            errors.AddRange(new Intake(staging).Put(staging.ConfigPath, text, files));
        foreach (NamedFile file in files)
            file.Dispose();
        foreach (ConfigError error in errors)
            _questions.Say($"error: {error}\n");
        _questions.Say(errors.Count > 0 ? "Nothing was written.\n"
            : "Written. \"holdfast check\" says what the agent would do with it.\n" +
                "Next: start the service (systemctl start holdfast, or /etc/init.d/holdfast start); where it runs already, holdfast reload.\n");
        return errors.Count > 0 ? ExitCode.Usage : ExitCode.Success;
    }
}
