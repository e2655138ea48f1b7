using Holdfast.Config;
using Holdfast.Platform;

namespace Holdfast.Host.Setup;

/// <summary>Puts a configuration with its files into place, if the agent would start with it.</summary>
public sealed class Intake(Staging staging)
{
    /// <param name="name">Of the configuration, for the errors.</param>
    /// <returns>What is wrong with it; then nothing has changed.</returns>
    /// <exception cref="LinuxException">Something can't be written; either nothing has changed, or the next start goes on.</exception>
    public IReadOnlyList<ConfigError> Put(string name, byte[] text, IReadOnlyList<NamedFile> files)
    {
        IReadOnlyList<ConfigError> errors;
        try
        {
            staging.Begin();
            foreach (NamedFile file in files)
                staging.Add(file.Name, file.Content);
            staging.AddConfig(text);
            errors = Check(name, text);
        }
        catch (LinuxException)
        {
            TryDiscard();
            throw;
        }

        if (errors.Count == 0)
            staging.Commit();
        else
            staging.Discard();
        return errors;
    }

    /// <summary>As <c>holdfast check</c> does, with the files where they are gathered.</summary>
    private IReadOnlyList<ConfigError> Check(string name, byte[] text)
    {
        FileState state = FileGuard.Inspect(staging.GatheredConfig);
        if (LoadedConfig.TryLoad(name, staging.GatheredConfig, text, state, out LoadedConfig? loaded, out IReadOnlyList<ConfigError> errors))
        {
            loaded.Dispose();
            return [];
        }

        // Files are told by the names that they have where they came from.
        string folder = staging.Gathered + "/";
        List<ConfigError> told = [];
        foreach (ConfigError error in errors)
            told.Add(new ConfigError(error.File.Replace(folder, ""), error.Key, error.Message.Replace(folder, "")));
        return told;
    }

    private void TryDiscard()
    {
        try
        {
            staging.Discard();
        }
        catch (LinuxException)
        {
            // The next attempt begins by it.
        }
    }
}
