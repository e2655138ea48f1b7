using System.Diagnostics.CodeAnalysis;
using Holdfast.Config;
using Holdfast.Ike.Login;
using Holdfast.Platform;

namespace Holdfast.Host.Trust;

/// <summary>Makes a credential of its files as they are now; the caller's to dispose.</summary>
public delegate bool TryLoadCredential([NotNullWhen(true)] out Credential? credential, out IReadOnlyList<ConfigError> errors);

/// <summary>What came of a look at the files of a credential.</summary>
public enum CredentialChange
{
    None,

    /// <summary>There is another credential for the sessions to come.</summary>
    Replaced,

    /// <summary>The files changed, but can't be used: <see cref="OwnCredential.Problem"/>. The credential before stays.</summary>
    Refused,
}

/// <summary>
/// What a connection proves itself with, as its files say. When they change, the sessions to come get another credential; those that
/// have the one before keep it until they are gone.
/// </summary>
public sealed class OwnCredential : IDisposable
{
    private readonly TryLoadCredential _load;
    private FileState[] _seen;
    private CredentialShare _current;

    private OwnCredential(IReadOnlyList<string> files, TryLoadCredential load, FileState[] seen, Credential first) =>
        (Files, _load, _seen, _current) = (files, load, seen, new CredentialShare(first));

    /// <summary>Where it comes from; empty where it is in the configuration itself.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>As the files were when they were last read or looked at, in their order.</summary>
    public IReadOnlyList<FileState> Seen => _seen;

    /// <summary>For looking at: who lets a session use it takes a share.</summary>
    public Credential Current => _current.Credential;

    /// <summary>Why the files, as they are now, are not taken up; null: they are.</summary>
    public string? Problem { get; private set; }

    public static bool TryLoad(
        IReadOnlyList<string> files, TryLoadCredential load, [NotNullWhen(true)] out OwnCredential? own, out IReadOnlyList<ConfigError> errors)
    {
        FileState[] seen = Look(files);
        own = load(out Credential? first, out errors) ? new OwnCredential(files, load, seen, first) : null;
        return own is not null;
    }

    /// <summary>For a session, which disposes its share.</summary>
    public CredentialShare Share() => _current.Another();

    /// <summary>Looks whether the files have changed, and takes up what they hold if that can be used.</summary>
    public CredentialChange Refresh()
    {
        FileState[] found = Look(Files); // before they are read: a change meanwhile is seen the next time
        if (found.AsSpan().SequenceEqual(_seen))
            return CredentialChange.None;
        _seen = found;
        if (!_load(out Credential? next, out IReadOnlyList<ConfigError> errors))
        {
            Problem = string.Join("; ", errors);
            return CredentialChange.Refused;
        }

        Problem = null;
        _current.Dispose();
        _current = new CredentialShare(next);
        return CredentialChange.Replaced;
    }

    public void Dispose() => _current.Dispose();

    private static FileState[] Look(IReadOnlyList<string> files) => [.. files.Select(StateOf)];

    /// <summary>What can't be looked at is as good as gone.</summary>
    private static FileState StateOf(string file)
    {
        try
        {
            return FileGuard.Inspect(file);
        }
        catch (LinuxException)
        {
            return default;
        }
    }
}
