using Holdfast.Platform;

namespace Holdfast.Host.Trust;

/// <summary>
/// Small files that survive a restart, in the state directory: of use, but never needed. What can't be read is not there; what can't
/// be written is said once. What is there already is not written again: flash wears.
/// </summary>
public sealed class StateFolder(string directory, Log log)
{
    private const int OwnerOnly = 0x180, OwnerOnlyDirectory = 0x1C0; // 0600, 0700

    private bool _isTold;

    /// <summary>Called with true before a write, which may take long on flash, and with false after it.</summary>
    public Action<bool>? Writing { get; set; }

    /// <summary>The last write came to nothing; the file is what it was.</summary>
    public bool IsFailing => _isTold;

    public byte[]? Read(string name, int mostBytes)
    {
        try
        {
            return FileGuard.ReadAllBytes(Path.Combine(directory, name), mostBytes, out _);
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    public void Write(string name, ReadOnlySpan<byte> bytes)
    {
        Writing?.Invoke(true);
        try
        {
            FileGuard.MakeDirectory(directory, OwnerOnlyDirectory);
            if (!Has(name, bytes))
                Replace(name, bytes);
        }
        catch (LinuxException failure)
        {
            if (!_isTold)
                log.Warning($"what should survive a restart is not kept: {failure.Message}");
            _isTold = true;
        }

        Writing?.Invoke(false);
    }

    private bool Has(string name, ReadOnlySpan<byte> bytes) => Read(name, bytes.Length) is { } kept && bytes.SequenceEqual(kept);

    private void Replace(string name, ReadOnlySpan<byte> bytes)
    {
        FileGuard.WriteAtomically(Path.Combine(directory, name), bytes, OwnerOnly);
        if (_isTold)
            log.Info("what should survive a restart is kept again");
        _isTold = false;
    }
}
