using System.Runtime.InteropServices;
using Holdfast.Platform;

namespace Holdfast.Host.Update;

/// <summary>Whether a release may be installed here, by what its builder signed. The file itself is not looked at.</summary>
public static class ReleaseCheck
{
    public const string SignatureSuffix = ".sig";

    /// <summary>Of this process, as in .NET's runtime identifiers.</summary>
    public static string OwnArchitecture => RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <exception cref="UpdateRefusal">It may not, or a file can't be read.</exception>
    public static SignedRelease Check(UpdateRequest request, string present)
    {
        byte[] key = ReadKey(request.KeyPath);
        string path = request.From + SignatureSuffix;
        if (!Signify.TryVerify(Read(path, "the builder's signature has to lie beside the file"), key, out ReadOnlySpan<byte> message, out string? problem))
            throw new UpdateRefusal($"{path} {problem}");
        if (!SignedRelease.TryParse(message, out SignedRelease? release))
            throw new UpdateRefusal($"{path} is for something else than an executable of holdfast");
        if (release.Architecture != OwnArchitecture)
            throw new UpdateRefusal($"{request.From} is for {release.Architecture}, and this machine is {OwnArchitecture}");
        if (!request.AllowsDowngrade && ReleaseVersion.Compare(release.Version, present) < 0)
            throw new UpdateRefusal($"{request.From} is version {release.Version}, older than {present}; --allow-downgrade takes it all the same");
        return release;
    }

    private static byte[] ReadKey(string path)
    {
        byte[] file = Read(path, "name the builder's public key with --key");
        return Signify.TryReadKey(file, out byte[]? key)
            ? key
            : throw new UpdateRefusal($"{path} is no public key of signify", ExitCode.Usage);
    }

    private static byte[] Read(string path, string remedy)
    {
        try
        {
            return FileGuard.ReadAllBytes(path, Signify.MostBytes, out _, followSymlinks: true);
        }
        catch (LinuxException failure)
        {
            throw new UpdateRefusal($"{failure.Message}; {remedy}", ExitCode.Usage);
        }
    }
}
