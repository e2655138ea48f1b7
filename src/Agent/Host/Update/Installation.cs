using Holdfast.Crypto;
using Holdfast.Platform;

namespace Holdfast.Host.Update;

/// <summary>
/// Puts a new executable into the place of the present one. What is checked is the copy that is installed. Whatever step the power goes at, the
/// one or the other is there whole, and the new one only with the record of its trial.
/// </summary>
/// <param name="run">A program to its end: its exit code (-1: none), and the first line that it said.</param>
/// <param name="before">Called before each step.</param>
public sealed class Installation(UpdateRequest request, Func<IReadOnlyList<string>, (int Code, string Said)> run, Action<UpdateStep> before)
{
    /// <summary>More is no executable of ours, whatever its builder says.</summary>
    private const long MostBytes = 64 << 20;

    private readonly TrialFolder _folder = new(request.StateDirectory);

    /// <summary>The copy, until it has the name.</summary>
    private string Copy => Beside("new");

    private string Previous => request.Binary + UpdateRecord.Previous;

    /// <exception cref="UpdateRefusal">It is not to be installed, or can't be.</exception>
    /// <param name="present">Version of the one that is there.</param>
    public void Install(SignedRelease release, string present)
    {
        if (_folder.ReadPending() is { } pending)
            throw new UpdateRefusal($"update {pending.Versions} is still on trial; holdfast status says for how long");
        try
        {
            CheckPlace();
            CopyAndHash(release);
            TryCopy(release);
            Replace(new UpdateRecord(present, release.Version, request.Within, request.Binary, request.Connections));
        }
        catch (LinuxException failure)
        {
            throw new UpdateRefusal($"{failure.Message}{Remedy(failure.Errno)}", ExitCode.Environment);
        }
    }

    /// <summary>Runs a program for a minute at most.</summary>
    public static (int Code, string Said) RunProgram(IReadOnlyList<string> command)
    {
        using ChildProcess child = ChildProcess.Start(command, keepsOutput: true);
        return child.TryEndWithin(TimeSpan.FromMinutes(1), out int code) ? (code, child.Complaint) : (-1, "it did not end within a minute");
    }

    private void CheckPlace()
    {
        FileState state = FileGuard.Inspect(request.Binary);
        if (state.IsSymlink)
            throw new UpdateRefusal($"{request.Binary} is a symbolic link; name the executable itself with --binary");
        if (!state.IsRegular)
            throw new UpdateRefusal($"there is no executable {request.Binary}; name the present one with --binary", ExitCode.Usage);
    }

    private void CopyAndHash(SignedRelease release)
    {
        before(UpdateStep.Copy);
        FileGuard.Remove(Copy); // of an update that the power cut short
        using RunningHash hash = RunningHash.Create(HashAlgorithm.Sha256);
        ProgramFile.Copy(request.From, Copy, MostBytes, hash.Append);
        byte[] digest = new byte[Hash.Length(HashAlgorithm.Sha256)];
        hash.Finish(digest);
        if (!release.Digest.SequenceEqual(digest))
            throw Refuse($"{request.From} is not the file that was signed: its SHA-256 is another");
    }

    private void TryCopy(SignedRelease release)
    {
        Step(UpdateStep.Try);
        if (!ElfHead.AreAlike(ProgramFile.Head(Copy, ElfHead.Length), ProgramFile.Head(request.Binary, ElfHead.Length)))
            throw Refuse($"{request.From} is no executable for this machine");
        Expect(["self-test"], said => true);
        Expect(["version"], said => said == $"holdfast {release.Version}" || said.StartsWith($"holdfast {release.Version}+", StringComparison.Ordinal));
        // What of the configuration the present one does not understand either is no reason against another.
        if (request.ConfigPath is { } config && Guarded(() => run([request.Binary, "check", "--config", config])).Code == 0)
            Expect(["check", "--config", config], said => true);
    }

    private void Expect(string[] arguments, Func<string, bool> isRight)
    {
        (int code, string said) = Guarded(() => run([Copy, .. arguments]));
        if (code != 0 || !isRight(said))
            throw Refuse($"\"{string.Join(' ', arguments)}\" of {request.From} fails on this machine{(said.Length == 0 ? "" : $": {said}")}");
    }

    /// <summary>The record comes before what it is about, and what is kept before what replaces it.</summary>
    private void Replace(UpdateRecord record)
    {
        Step(UpdateStep.Record);
        Guarded(() => _folder.Begin(record));
        Step(UpdateStep.Keep);
        Guarded(() => ProgramFile.Link(request.Binary, Previous, Beside("link")));
        Step(UpdateStep.Replace);
        Guarded(() => DurableChange.Rename(Copy, request.Binary));
    }

    private void Step(UpdateStep step) => Guarded(() => before(step));

    /// <summary>A failure leaves nothing of the update behind.</summary>
    private T Guarded<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (LinuxException)
        {
            Undo();
            throw;
        }
    }

    private void Guarded(Action act) => Guarded<object?>(() =>
    {
        act();
        return null;
    });

    private UpdateRefusal Refuse(string why)
    {
        Undo();
        return new UpdateRefusal(why);
    }

    /// <summary>What can't be removed either does no harm: without a record the next start of the agent, or the next update, removes it.</summary>
    private void Undo()
    {
        try
        {
            FileGuard.Remove(Copy);
            _folder.Forget();
            FileGuard.Remove(Previous);
            FileGuard.Remove(Beside("link"));
        }
        catch (LinuxException)
        {
        }
    }

    private string Beside(string what) => Path.Combine(Path.GetDirectoryName(request.Binary)!, $".{Path.GetFileName(request.Binary)}.{what}");

    private static string Remedy(int errno) => errno switch
    {
        28 => "; there has to be room for both executables", // ENOSPC
        30 => "; the file system is read-only: make it writable for the update (mount -o remount,rw), or update the image", // EROFS
        1 or 13 => "; updates are for root", // EPERM, EACCES
        _ => "",
    };
}
