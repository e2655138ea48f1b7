using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Recipes;

/// <summary>
/// Programs that a test writes and then runs. Written by another process: a child that some other test starts meanwhile would inherit
/// the open file, and the kernel runs nothing that is open for writing (ETXTBSY).
/// </summary>
public static class Executable
{
    public static void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file + ".text", text);
        Copy(file + ".text", file);
        File.Delete(file + ".text");
    }

    /// <summary>In place of what may be there.</summary>
    public static void Copy(string from, string to) => Command.Check(["install", "-D", "-m", "755", from, to]);
}
