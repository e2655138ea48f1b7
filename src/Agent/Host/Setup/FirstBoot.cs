using System.Security.Cryptography;
using Holdfast.Config;
using Holdfast.Platform;

namespace Holdfast.Host.Setup;

/// <summary>
/// <c>holdfast first-boot</c>: takes over the configuration that somebody has put on the boot partition, wipes it there, or says there what is
/// wrong with it. Cut off at any step, the next start goes on.
/// </summary>
/// <param name="folders">Where a boot partition may be mounted.</param>
public sealed class FirstBoot(IReadOnlyList<string> folders, string configPath, string state, IDisk disk, Log log)
{
    public static readonly IReadOnlyList<string> UsualFolders = ["/boot/firmware", "/boot"];

    private readonly Staging _staging = new(disk, configPath, state);
    private readonly CardWipe _wipe = new(disk);
    private readonly ErrorNote _note = new(disk, log);
    private readonly LeftOnCard _left = new(disk, state);

    public ExitCode Run()
    {
        try
        {
            if (_staging.Finish())
                log.Info($"{_staging.ConfigPath} is in place, as a start before had begun");
            _staging.Discard();
        }
        catch (LinuxException failure)
        {
            log.Error($"what a start before had begun can't be put into place: {failure.Message}");
            return ExitCode.Environment;
        }

        foreach (string folder in folders)
            TryWipe(folder, []);
        CardFile? card = CardFile.Find(folders, out ConfigError? problem);
        return card is null ? Nothing() : problem is not null ? Refuse(card, [problem]) : Take(card);
    }

    private ExitCode Nothing()
    {
        bool isConfigured = File.Exists(_staging.ConfigPath);
        CardFile? similar = isConfigured ? null : CardFile.FindSimilar(folders);
        if (similar is not null)
            return Refuse(similar, [new ConfigError(similar.Name, "", "is not looked at by this name; name it holdfast.json")]);
        foreach (string folder in folders)
            _note.Remove(folder);
        return ExitCode.Success;
    }

    private ExitCode Take(CardFile card)
    {
        byte[] raw = [], text = [];
        try
        {
            raw = FileGuard.ReadAllBytes(card.FullPath, 2 * ConfigReader.MaxFileSize, out _); // of UTF-16 it may be twice as much
            if (!CardText.TryDecode(raw, out byte[]? decoded, out string? problem))
                return Refuse(card, [new ConfigError(card.Name, "", problem)]);
            text = decoded;
            return Take(card, text);
        }
        catch (LinuxException failure)
        {
            return Refuse(card, [new ConfigError(card.Name, "", $"can't be read: {failure.Message}")]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(raw);
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private ExitCode Take(CardFile card, byte[] text)
    {
        if (!ConfigReader.TryRead(text, card.Name, out AgentConfig? config, out IReadOnlyList<ConfigError> wrong))
            return Refuse(card, CardText.HasTypographicQuotes(text)
                ? [.. wrong, new ConfigError(card.Name, "", "has typographic quotes (“ ”); JSON takes straight ones (\")")]
                : wrong);
        List<ConfigError> errors = [];
        List<NamedFile> files = NamedFile.Gather(config, card.Name, card.Folder, _staging, errors);
        try
        {
            foreach (ConnectionConfig connection in config.Connections)
                LoadedConfig.Forget(connection);
            return errors.Count > 0 ? Refuse(card, errors) : Take(card, text, files);
        }
        finally
        {
            foreach (NamedFile file in files)
                file.Dispose();
        }
    }

    private ExitCode Take(CardFile card, byte[] text, List<NamedFile> files)
    {
        string digest = LeftOnCard.DigestOf(text, files);
        if (!_left.Is(digest))
        {
            try
            {
                IReadOnlyList<ConfigError> errors = new Intake(_staging).Put(card.Name, text, files);
                if (errors.Count > 0)
                    return Refuse(card, errors);
            }
            catch (LinuxException failure)
            {
                return Refuse(card, [new ConfigError(card.Name, "", $"is right, but can't be put into {_staging.Folder}: {failure.Message}")], ExitCode.Environment);
            }

            string ending = card.HasAddedEnding ? $" (named {card.Name}, as Windows adds an ending)" : "";
            log.Info($"{card.FullPath} was taken over as {_staging.ConfigPath}{ending}");
        }

        _note.Remove(card.Folder);
        WipeOrSay(card, files, digest);
        return ExitCode.Success;
    }

    private void WipeOrSay(CardFile card, List<NamedFile> files, string digest)
    {
        List<string> names = [];
        foreach (NamedFile file in files)
        {
            if (file.IsOnCard)
                names.Add(file.Name);
        }

        names.Add(card.Name);
        bool isWiped = TryWipe(card.Folder, names);
        try
        {
            if (isWiped)
                _left.Forget();
            else
                _left.Note(digest);
        }
        catch (LinuxException failure)
        {
            log.Warning($"that {card.FullPath} was taken over is not kept, so the next start may take it over again: {failure.Message}");
        }
    }

    /// <param name="names">None: only what one before has left.</param>
    private bool TryWipe(string folder, IReadOnlyList<string> names)
    {
        try
        {
            _wipe.Wipe(folder, names);
            return true;
        }
        catch (LinuxException failure)
        {
            log.Warning($"what was taken over still lies in {folder}, with its secret, and can't be wiped: {failure.Message}; remove it on a PC");
            return false;
        }
    }

    private ExitCode Refuse(CardFile card, IReadOnlyList<ConfigError> errors, ExitCode code = ExitCode.Usage)
    {
        foreach (ConfigError error in errors)
            log.Error($"{card.Folder}/{error}");
        _note.Write(card, errors);
        return code;
    }
}
