using Holdfast.Platform;

namespace Holdfast.Host.Update;

/// <summary>
/// The files of an update on trial, in the state directory. The guard, a shell script before each start, knows them by their names alone, and
/// what becomes of the trial is a file that gets another name: a full disk is not in the way of that.
/// </summary>
public sealed class TrialFolder(string directory)
{
    public const string OnTrial = "update.json", Failed = "update.failed", RolledBack = "update.rolled-back";

    /// <summary>Empty, and behind it the number of starts so far; the guard counts.</summary>
    public const string Starts = "update.starts.";

    /// <summary>So many starts without success, and the guard puts the binary before back.</summary>
    public const int MostStarts = 3;

    private const int OwnerOnly = 0x180, OwnerOnlyDirectory = 0x1C0; // 0600, 0700
    private const int MostBytes = 16 * 1024;

    /// <summary>Null: none is on trial.</summary>
    public UpdateRecord? Read() => Read(OnTrial);

    /// <summary>Also one that has failed and is not taken back yet.</summary>
    public UpdateRecord? ReadPending() => Read(OnTrial) ?? Read(Failed);

    /// <summary>The guard has put the binary before back since this was asked last; null: it has not.</summary>
    /// <exception cref="LinuxException">It can't be forgotten.</exception>
    public UpdateRecord? TakeRolledBack()
    {
        UpdateRecord? record = Read(RolledBack);
        FileGuard.Remove(At(RolledBack));
        return record;
    }

    /// <exception cref="LinuxException">It can't be written: nothing is on trial.</exception>
    public void Begin(UpdateRecord record)
    {
        FileGuard.MakeDirectory(directory, OwnerOnlyDirectory);
        Forget();
        FileGuard.WriteAtomically(At($"{Starts}0"), [], OwnerOnly);
        FileGuard.WriteAtomically(At(OnTrial), record.Encode(), OwnerOnly);
    }

    /// <summary>The next start is to be of the binary before.</summary>
    /// <exception cref="LinuxException">It can't be marked.</exception>
    public void Fail() => DurableChange.Rename(At(OnTrial), At(Failed));

    /// <summary>Nothing is on trial any more; the record first, as it is what counts.</summary>
    /// <exception cref="LinuxException">It can't be removed.</exception>
    public void Forget()
    {
        FileGuard.Remove(At(OnTrial));
        FileGuard.Remove(At(Failed));
        FileGuard.Remove(At(RolledBack));
        for (int starts = 0; starts <= MostStarts; starts++)
            FileGuard.Remove(At($"{Starts}{starts}"));
    }

    private UpdateRecord? Read(string name)
    {
        try
        {
            return UpdateRecord.Decode(FileGuard.ReadAllBytes(At(name), MostBytes, out _));
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    private string At(string name) => Path.Combine(directory, name);
}
