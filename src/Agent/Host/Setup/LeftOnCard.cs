using System.Text;
using Holdfast.Crypto;
using Holdfast.Platform;

namespace Holdfast.Host.Setup;

/// <summary>
/// In the state directory: which configuration could not be wiped from its card. It was taken over once; found again at each start, it must
/// not undo what was changed since.
/// </summary>
public sealed class LeftOnCard(IDisk disk, string state)
{
    private const string FileName = "card";
    private const int DigestLength = 32, MostBytes = 2 * DigestLength;

    private string PathOfRecord => Path.Combine(state, FileName);

    /// <summary>Of a configuration and the files that came with it.</summary>
    public static string DigestOf(ReadOnlySpan<byte> config, IReadOnlyList<NamedFile> files)
    {
        byte[] digests = new byte[DigestLength * (1 + files.Count)], digest = new byte[DigestLength];
        Hash.Compute(HashAlgorithm.Sha256, config, digests.AsSpan(0, DigestLength));
        for (int i = 0; i < files.Count; i++)
            Hash.Compute(HashAlgorithm.Sha256, files[i].IsOnCard ? files[i].Content : [], digests.AsSpan(DigestLength * (1 + i), DigestLength));
        Hash.Compute(HashAlgorithm.Sha256, digests, digest);
        return Convert.ToHexStringLower(digest);
    }

    public bool Is(string digest)
    {
        try
        {
            return Encoding.ASCII.GetString(FileGuard.ReadAllBytes(PathOfRecord, MostBytes, out _)) == digest;
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    public void Note(string digest)
    {
        disk.MakeFolder(state);
        disk.Write(PathOfRecord, Encoding.ASCII.GetBytes(digest));
    }

    public void Forget()
    {
        if (FileGuard.Inspect(PathOfRecord).Exists)
            disk.RemoveFile(PathOfRecord);
    }
}
