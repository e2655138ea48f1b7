using System.Security.Cryptography;
using Holdfast.Config;
using Holdfast.Platform;

namespace Holdfast.Host.Setup;

/// <summary>A file that a configuration names by its name alone, with what it holds; Dispose clears that.</summary>
public sealed record NamedFile(string Name, byte[] Content, bool IsOnCard) : IDisposable
{
    private const int MostBytes = 1024 * 1024;
    private const string SystemWord = "system", PinPrefix = "sha256:", Here = "./";

    /// <summary>What a board starts with is neither a secret nor to be wiped.</summary>
    private static readonly string[] OfTheBoot = ["cmdline.txt", "config.txt", "user-data", "meta-data", "network-config"];

    public void Dispose() => CryptographicOperations.ZeroMemory(Content);

    /// <summary>All of a configuration: from the card, else as they lie beside the present configuration.</summary>
    /// <param name="file">The configuration's name, for the errors.</param>
    /// <param name="card">Null: there is none, and what lies in place is meant.</param>
    public static List<NamedFile> Gather(AgentConfig config, string file, string? card, Staging staging, List<ConfigError> errors)
    {
        List<NamedFile> files = [];
        foreach (ConnectionConfig connection in config.Connections)
        {
            LoginConfig login = connection.Login;
            Add(login.Kind == LoginKind.SharedKey ? ConfigKeys.SecretFile : ConfigKeys.PasswordFile, connection.SecretFile);
            Add(ConfigKeys.PasswordFile, connection.PasswordFile);
            Add(ConfigKeys.Certificate, login.CertificateFile);
            Add(ConfigKeys.PrivateKey, login.PrivateKeyFile);
            Add(ConfigKeys.PpkFile, connection.Ppk?.File);
            foreach (string word in login.Trust)
                Add(ConfigKeys.Trust, word == SystemWord || word.StartsWith(PinPrefix, StringComparison.Ordinal) ? null : word);
        }

        return files;

        void Add(string key, string? name)
        {
            // "trust" wants it so, as it has words beside the names of files.
            if (name is not null && name.StartsWith(Here, StringComparison.Ordinal))
                name = name[Here.Length..];
            if (name is null || SourceText.IsCredential(name, out _) || SourceText.IsVariable(name, out _) || files.Exists(one => one.Name == name))
                return;
            if (Find(name, card, staging, files) is not { } problem)
                return;
            ConfigError error = new(file, key, $"{InputText.Quote(name)} {problem}");
            if (!errors.Contains(error))
                errors.Add(error);
        }
    }

    private static string? Find(string name, string? card, Staging staging, List<NamedFile> files)
    {
        string? folder = Path.GetDirectoryName(name);
        if (folder is not null && folder.StartsWith('/') && folder != card)
            return null; // a place of its own, which is looked at with the rest
        if (name.Contains('/') || name.Contains('\\'))
            return "has a folder in it; put the file beside holdfast.json and name it by its name alone";
        try
        {
            if (staging.IsReserved(name) || Array.Exists(OfTheBoot, own => string.Equals(own, name, StringComparison.OrdinalIgnoreCase)))
                return "is the name of something else; take another";
            if (card is not null && FileGuard.Inspect(Path.Combine(card, name)).Exists)
                return Read(Path.Combine(card, name), isOnCard: true);
            if (FileGuard.Inspect(Path.Combine(staging.Folder, name)).Exists)
                return Read(Path.Combine(staging.Folder, name), isOnCard: false);
            return card is null ? $"is not in {staging.Folder}; put it there" : "is not there; put the file beside holdfast.json";
        }
        catch (LinuxException failure)
        {
            return $"can't be read: {failure.Message}";
        }

        string? Read(string path, bool isOnCard)
        {
            files.Add(new NamedFile(name, FileGuard.ReadAllBytes(path, MostBytes, out _), isOnCard));
            return null;
        }
    }
}
