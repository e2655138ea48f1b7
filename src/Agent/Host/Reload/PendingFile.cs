using System.Security.Cryptography;
using System.Text;
using Holdfast.Config;
using Holdfast.Platform;
using Holdfast.Supervision;

namespace Holdfast.Host.Reload;

/// <summary>
/// In the state directory: the configuration before, and the record of the one that waits to be confirmed. The record is there from before the
/// configuration is replaced until it is confirmed or put back, so that neither a crash nor a power cut is in the way of that.
/// </summary>
public sealed class PendingFile(string directory)
{
    private const string Record = "apply", Previous = "previous";
    private const int OwnerOnly = 0x180, OwnerOnlyDirectory = 0x1C0; // 0600, 0700
    private const int MostRecord = 8192;

    private string RecordPath => Path.Combine(directory, Record);

    private string PreviousPath => Path.Combine(directory, Previous);

    /// <summary>Null: nothing waits.</summary>
    public PendingApply? Read()
    {
        try
        {
            return PendingApply.Decode(Encoding.UTF8.GetString(FileGuard.ReadAllBytes(RecordPath, MostRecord, out _)));
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    /// <summary>Keeps the present configuration, and then puts the other in its place.</summary>
    /// <exception cref="LinuxException">Something can't be written; the configuration is the one that it was.</exception>
    public void Begin(PendingApply pending, ReadOnlySpan<byte> present, ReadOnlySpan<byte> next)
    {
        FileGuard.MakeDirectory(directory, OwnerOnlyDirectory);
        try
        {
            FileGuard.WriteAtomically(PreviousPath, present, OwnerOnly);
            FileGuard.WriteAtomically(RecordPath, Encoding.UTF8.GetBytes(pending.Encode()), OwnerOnly);
            FileGuard.WriteAtomically(pending.Path, next, OwnerOnly);
        }
        catch (LinuxException)
        {
            Forget();
            throw;
        }
    }

    /// <summary>Puts the configuration before in its place again. Doing so twice does no harm.</summary>
    /// <exception cref="LinuxException">It can't be read or written: all is kept, to try again.</exception>
    public void PutBack(PendingApply pending)
    {
        byte[] before = FileGuard.ReadAllBytes(PreviousPath, ConfigReader.MaxFileSize, out _);
        try
        {
            FileGuard.WriteAtomically(pending.Path, before, OwnerOnly);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(before);
        }

        Forget();
    }

    /// <summary>Nothing waits any more: the record first, as it is what counts.</summary>
    /// <exception cref="LinuxException">It can't be removed.</exception>
    public void Forget()
    {
        FileGuard.Remove(RecordPath);
        FileGuard.Remove(PreviousPath);
    }
}
