using System.Globalization;
using System.Security.Cryptography;
using Holdfast.Config;
using Holdfast.Host.Control;
using Holdfast.Host.Loop;
using Holdfast.Host.Session;
using Holdfast.Host.Trust;
using Holdfast.Platform;
using Holdfast.Supervision;
using Holdfast.Time;

namespace Holdfast.Host.Reload;

/// <summary>
/// <c>holdfast apply</c> and <c>confirm</c>: a configuration on trial. Unless somebody confirms it in time, which he can only where he still
/// reaches this machine, the one before comes back.
/// </summary>
public sealed class Trial : ITimed
{
    public const string ApplyCommand = "apply", ConfirmCommand = "confirm";

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    private readonly Reloader _reloader;
    private readonly ConnectionSet _set;
    private readonly EventLoop _loop;
    private readonly Log _log;
    private readonly PendingFile _file;
    private readonly string? _takenBack;
    private readonly string _bootId = BootId.Read();
    private PendingApply? _pending;
    private bool _isTold;

    public Trial(RunOptions options, Reloader reloader, ConnectionSet set, EventLoop loop, Log log)
    {
        (_reloader, _set, _loop, _log) = (reloader, set, loop, log);
        (_file, _takenBack) = (new PendingFile(options.StateDirectory), options.TakenBack);
    }

    public Instant NextDeadline { get; private set; } = Instant.Never;

    /// <summary>Before the configuration is read: one whose time is over, or not known, is put back. Returns why, null where nothing was.</summary>
    public static string? TakeBackBeforeStart(string stateDirectory, Log log)
    {
        PendingFile file = new(stateDirectory);
        if (file.Read() is not { } pending)
            return null;
        WallClock clock = new(new StateFolder(stateDirectory, log), () => DateTimeOffset.UtcNow, WallClock.Build);
        Instant now = new(BootClock.Now());
        if (pending.Until(now, BootId.Read(), SecondsOf(clock)) > now)
            return null;
        try
        {
            file.PutBack(pending);
            string why = $"{pending.Path} was not confirmed in time; the configuration before is back";
            log.Warning(why);
            return why;
        }
        catch (LinuxException failure)
        {
            log.Error($"{pending.Path} was not confirmed, but the configuration before can't be put back: {failure.Message}");
            return null;
        }
    }

    /// <summary>Goes on with what an earlier run left.</summary>
    public void Start()
    {
        if (_takenBack is not null)
            _set.History.Add(HistoryKind.RolledBack, "", _takenBack);
        _pending = _file.Read();
        if (_pending is null)
            return;
        NextDeadline = _pending.Until(_loop.Now, _bootId, SecondsOf(_set.Clock));
        _log.Warning($"{_pending.Path} waits for \"holdfast confirm\", for {Left} more; else the configuration before comes back");
    }

    /// <summary>The answer to a command about the configuration; null: it is none.</summary>
    public string? Answer(string command, string? argument) => command switch
    {
        Reloader.Command => _reloader.TryReload("as asked", out string report)
            ? $"{_reloader.Path} is in force\n{report}" : $"{ControlServer.ErrorPrefix}not all of {_reloader.Path} is in force\n{report}",
        ApplyCommand => TryApply(argument ?? "", out string said) ? said : ControlServer.ErrorPrefix + said,
        ConfirmCommand => Confirm(),
        _ => null,
    };

    public void HandleTimeout(Instant now)
    {
        NextDeadline = now + Again;
        if (_pending is { } pending && !TryPutBack(pending))
            return;
        if (_reloader.TryReload("taken back", out _)) // else the file is back, but not in force
            NextDeadline = Instant.Never;
    }

    private string Left => $"{Math.Ceiling((NextDeadline - _loop.Now).TotalSeconds):F0} s";

    private static long SecondsOf(WallClock clock) => clock.IsUnset ? 0 : clock.Now.ToUnixTimeSeconds();

    /// <param name="argument">Milliseconds, and the file's absolute path.</param>
    /// <param name="said">What was done, or what is wrong.</param>
    private bool TryApply(string argument, out string said)
    {
        said = "";
        string[] words = argument.Split(' ', 2);
        string file = words[^1];
        if (!TryTime(words, out TimeSpan within))
            said = "apply wants a time from 10s to 1h, and a file\n";
        else if (_pending is not null)
            said = $"{_pending.Path} is not confirmed yet, and comes back in {Left}; holdfast confirm, or wait\n";
        else if (file == _reloader.Path)
            said = $"{file} is the configuration itself; write the new one into another file\n";
        else
            said = PutInPlace(file, within) ?? "";
        return said.Length == 0 && TryUse(file, within, out said);
    }

    private static bool TryTime(string[] words, out TimeSpan within)
    {
        bool isTime = long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out long ms) && ms <= PendingApply.Longest.TotalMilliseconds;
        within = TimeSpan.FromMilliseconds(isTime ? ms : 0);
        return within >= PendingApply.Shortest && words.Length == 2 && words[1].StartsWith('/');
    }

    /// <summary>What is wrong; null: it is there, and waits.</summary>
    private string? PutInPlace(string file, TimeSpan within)
    {
        if (!OwnerFile.TryRead(file, ConfigReader.MaxFileSize, out byte[] next, out FileState state, out IReadOnlyList<ConfigError> errors))
            return Reloader.TextOf(errors);
        try
        {
            return Check(file, next, state) ?? Begin(next, within);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(next);
        }
    }

    /// <summary>The file as it would be at the configuration's place.</summary>
    private string? Check(string file, byte[] next, FileState state)
    {
        if (!LoadedConfig.TryLoad(file, _reloader.Path, next, state, out LoadedConfig? loaded, out IReadOnlyList<ConfigError> errors))
            return Reloader.TextOf(errors);
        using (loaded)
            return _reloader.ProblemOf(loaded) is { } problem ? $"{problem}\n" : null;
    }

    private string? Begin(byte[] next, TimeSpan within)
    {
        if (!OwnerFile.TryRead(_reloader.Path, ConfigReader.MaxFileSize, out byte[] present, out FileState state, out IReadOnlyList<ConfigError> errors))
            return Reloader.TextOf(errors);
        try
        {
            if (!LoadedConfig.TryLoad(_reloader.Path, _reloader.Path, present, state, out LoadedConfig? before, out errors))
                return $"what would come back has an error:\n{Reloader.TextOf(errors)}";
            using (before)
            {
                if (!_reloader.IsInForce(before))
                    return $"{_reloader.Path} is not what the agent runs by, and would come back; holdfast reload first\n";
            }

            PendingApply pending = new(_bootId, _loop.Now, SecondsOf(_set.Clock), within, _reloader.Path);
            _file.Begin(pending, present, next);
            (_pending, NextDeadline) = (pending, _loop.Now + within);
            return null;
        }
        catch (LinuxException failure)
        {
            return $"nothing has changed: {failure.Message}\n";
        }
        finally
        {
            CryptographicOperations.ZeroMemory(present);
        }
    }

    /// <summary>One that is only partly in force is none that is worth a trial.</summary>
    private bool TryUse(string file, TimeSpan within, out string said)
    {
        string time = DurationText.Format(within);
        bool isWhole = _reloader.TryReload($"{InputText.Quote(file)} on trial for {time}", out string report);
        said = isWhole
            ? $"{file} is in force\n{report}without \"holdfast confirm\" within {time} the configuration before comes back\n"
            : $"{file} can't be used, and the configuration before comes back\n{report}";
        if (!isWhole)
            HandleTimeout(_loop.Now);
        return isWhole;
    }

    private string Confirm()
    {
        if (_pending is null)
            return $"{ControlServer.ErrorPrefix}nothing waits to be confirmed\n";
        try
        {
            _file.Forget();
        }
        catch (LinuxException failure)
        {
            return $"{ControlServer.ErrorPrefix}not confirmed: {failure.Message}\n";
        }

        (_pending, NextDeadline) = (null, Instant.Never);
        _log.Info("the configuration is confirmed");
        return $"{_reloader.Path} is confirmed, and stays\n";
    }

    private bool TryPutBack(PendingApply pending)
    {
        try
        {
            _file.PutBack(pending);
        }
        catch (LinuxException failure)
        {
            if (!_isTold)
                _log.Error($"the configuration before can't be put back, and it is tried again: {failure.Message}");
            _isTold = true;
            return false;
        }

        (_pending, _isTold) = (null, false);
        string why = "the configuration was not confirmed; the one before is back";
        _log.Warning(why);
        _set.History.Add(HistoryKind.RolledBack, "", why);
        return true;
    }
}
