using System.Text;
using Holdfast.Config;
using Holdfast.Platform;

namespace Holdfast.Host.Setup;

/// <summary>holdfast-error.txt on the boot partition: what is wrong, for somebody who has nothing but the card and a PC.</summary>
public sealed class ErrorNote(IDisk disk, Log log)
{
    private const string FileName = "holdfast-error.txt";
    private const int MostErrors = 20, MostBytes = 256 * 1024;

    /// <summary>One that says the same already is not written again: flash wears.</summary>
    public void Write(CardFile card, IReadOnlyList<ConfigError> errors)
    {
        byte[] text = Encoding.UTF8.GetBytes(TextOf(card, errors));
        string path = Path.Combine(card.Folder, FileName);
        try
        {
            if (Present(path).AsSpan().SequenceEqual(text))
                return;
            disk.WriteNote(path, text);
            disk.Sync(card.Folder);
        }
        catch (LinuxException failure)
        {
            log.Warning($"{FileName} can't be written to the boot partition: {failure.Message}");
        }
    }

    /// <summary>What it said is no more.</summary>
    public void Remove(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            if (FileGuard.Inspect(path).Exists)
                disk.RemoveFile(path);
        }
        catch (LinuxException failure)
        {
            log.Debug($"{path} stays, though what it says is over: {failure.Message}");
        }
    }

    /// <summary>With Windows' line ends and a byte order mark, by which its older Notepads know UTF-8.</summary>
    public static string TextOf(CardFile card, IReadOnlyList<ConfigError> errors)
    {
        StringBuilder text = new($"\uFEFF{card.Name} was not taken over. The device keeps the configuration that it has, if it has one.\r\n\r\n");
        for (int i = 0; i < Math.Min(errors.Count, MostErrors); i++)
            text.Append($"- {errors[i]}\r\n");
        if (errors.Count > MostErrors)
            text.Append($"- and {errors.Count - MostErrors} more\r\n");
        return text.Append("\r\nMend this, put the card back and switch the device on. This file goes away when all is well.\r\n").ToString();
    }

    private static byte[] Present(string path)
    {
        try
        {
            return FileGuard.ReadAllBytes(path, MostBytes, out _);
        }
        catch (LinuxException)
        {
            return [];
        }
    }
}
