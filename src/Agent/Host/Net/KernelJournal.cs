using System.Text;
using Holdfast.Host.Loop;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Net;

/// <summary>
/// What the agent has in the kernel, in a file of the run-time directory, so that the next start, or <c>holdfast down</c>,
/// knows it after a crash. An entry is written before the thing is made and goes after it is gone; a line a change, written
/// anew when most lines are of the past. On a disk that takes nothing it is kept in memory, and written as soon as that is possible.
/// </summary>
public sealed class KernelJournal : ITimed
{
    public const string FileName = "kernel";

    private const int OwnerOnly = 0x180; // 0600
    private const int MostBytes = 1 << 20;
    private const int MostSpareLines = 64;
    private const char Made = '+', Gone = '-';

    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    private readonly string _path;
    private readonly Log? _log;
    private readonly HashSet<string> _entries = [];
    private int _lines;
    private bool _mustRewrite;

    private KernelJournal(string path, Log? log) => (_path, _log) = (path, log);

    public Instant NextDeadline { get; private set; } = Instant.Never;

    /// <summary>Of an earlier run and of this one.</summary>
    public IReadOnlyList<KernelEntry> Entries => [.. _entries.Select(text => new KernelEntry(text))];

    /// <summary>Reads what an earlier run left; a file that is none of ours is taken for an empty one.</summary>
    /// <exception cref="LinuxException">It can't be read.</exception>
    public static KernelJournal Open(string directory, Log? log = null)
    {
        KernelJournal journal = new(Path.Combine(directory, FileName), log);
        FileState state = FileGuard.Inspect(journal._path);
        if (state.IsRegular)
            journal.Read(Encoding.UTF8.GetString(FileGuard.ReadAllBytes(journal._path, MostBytes, out _)));
        return journal;
    }

    public bool Has(KernelEntry entry) => _entries.Contains(entry.Text);

    /// <summary>To be called before the thing is made.</summary>
    /// <exception cref="LinuxException">It can't be written: then the thing is not to be made. A disk that takes nothing is no reason.</exception>
    public void Record(KernelEntry entry)
    {
        if (!_entries.Add(entry.Text))
            return;
        try
        {
            Write(Made, entry.Text);
        }
        catch (LinuxException failure) when (failure.IsOfDisk)
        {
            WaitForDisk(failure);
        }
        catch
        {
            _entries.Remove(entry.Text);
            throw;
        }
    }

    /// <summary>To be called when the thing is gone. One that stays in the file for want of space does no harm.</summary>
    public void Forget(KernelEntry entry)
    {
        if (!_entries.Remove(entry.Text))
            return;
        try
        {
            if (_entries.Count == 0)
                Empty();
            else
                Write(Gone, entry.Text);
        }
        catch (LinuxException failure)
        {
            WaitForDisk(failure);
        }
    }

    public void HandleTimeout(Instant now)
    {
        NextDeadline = now + Again;
        try
        {
            if (_entries.Count == 0)
                Empty();
            else
                Rewrite();
            NextDeadline = Instant.Never;
            _log?.Info("the journal of what is in the kernel is written again");
        }
        catch (LinuxException)
        {
            // said once
        }
    }

    private void WaitForDisk(LinuxException failure)
    {
        _mustRewrite = true;
        if (NextDeadline != Instant.Never)
            return;
        NextDeadline = default; // the first look sets the next one
        _log?.Warning($"what is in the kernel is not on record, and after a crash some of it may stay: {failure.Message}");
    }

    private void Read(string text)
    {
        // Without a line end the last one was cut off, before the thing was made.
        int end = text.LastIndexOf('\n') + 1;
        _mustRewrite = end < text.Length;
        foreach (string line in text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            _lines++;
            if (line[0] == Made && new KernelEntry(line[1..]).IsWhole)
                _entries.Add(line[1..]);
            else if (line[0] == Gone)
                _entries.Remove(line[1..]);
        }
    }

    private void Write(char change, string text)
    {
        if (_mustRewrite || _lines > MostSpareLines + (2 * _entries.Count))
        {
            Rewrite();
            return;
        }

        _mustRewrite = true;
        FileGuard.Append(_path, Encoding.UTF8.GetBytes($"{change}{text}\n"), OwnerOnly);
        _mustRewrite = false;
        _lines++;
    }

    private void Rewrite()
    {
        string all = string.Concat(_entries.Select(text => $"{Made}{text}\n"));
        FileGuard.WriteAtomically(_path, Encoding.UTF8.GetBytes(all), OwnerOnly);
        (_lines, _mustRewrite) = (_entries.Count, false);
    }

    private void Empty()
    {
        FileGuard.Remove(_path);
        (_lines, _mustRewrite) = (0, false);
    }
}
