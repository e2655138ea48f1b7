using System.Collections.Concurrent;
using System.Diagnostics;

namespace Holdfast.Lab.Tools;

/// <summary>Sees whatever is written, made, renamed or removed in some folders and below them (inotify).</summary>
public sealed class FolderWatch : IDisposable
{
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly ConcurrentQueue<string> _seen = [];

    public FolderWatch(params IReadOnlyList<string> folders)
    {
        foreach (var folder in folders)
        {
            var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
            watcher.Changed += Note;
            watcher.Created += Note;
            watcher.Deleted += Note;
            watcher.Renamed += Note;
            watcher.Error += (_, error) => _seen.Enqueue(error.GetException().Message);
            watcher.EnableRaisingEvents = true;
            _watchers.Add(watcher);
        }
    }

    public IReadOnlyList<string> Seen => [.. _seen];

    public void Clear() => _seen.Clear();

    /// <summary>Waits until nothing has been seen for this long.</summary>
    public void WaitForQuiet(TimeSpan quiet, TimeSpan patience)
    {
        var (count, since) = (-1, Stopwatch.GetTimestamp());
        Wait.Until($"nothing written for {quiet.TotalSeconds} s", () =>
        {
            if (_seen.Count != count)
                (count, since) = (_seen.Count, Stopwatch.GetTimestamp());
            return Stopwatch.GetElapsedTime(since) >= quiet;
        }, patience);
    }

    public void Dispose() => _watchers.ForEach(watcher => watcher.Dispose());

    private void Note(object sender, FileSystemEventArgs change) => _seen.Enqueue($"{change.ChangeType} {change.FullPath}");
}
