using Holdfast.Config;
using Holdfast.Platform;

namespace Holdfast.Host;

/// <summary>
/// Where the service manager has put files for this service (systemd.exec(5), LoadCredential=). A service with a user of its own is let
/// in by access lists, or the files are given to it: what keeps others out is the directory.
/// </summary>
public static class CredentialsDirectory
{
    public const string Variable = "CREDENTIALS_DIRECTORY";

    /// <summary>Null: the service manager gives none.</summary>
    public static string? Path => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path && System.IO.Path.IsPathFullyQualified(path)
        ? System.IO.Path.GetFullPath(path).TrimEnd('/')
        : null;

    public static bool Holds(string file) => Path is { } own && System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file)) == own;

    /// <summary>Null when nobody else can get at a file in it, else the error.</summary>
    public static ConfigError? Check(FileFacts file)
    {
        string own = Path!;
        try
        {
            return FileTrust.CheckCredential(file, OwnerFile.Facts(own, FileGuard.Inspect(own)), Account.EffectiveUserId);
        }
        catch (LinuxException failure)
        {
            return new ConfigError(own, "", $"can't be looked at: {failure.Message}");
        }
    }
}
