using System.Security.Cryptography;
using Holdfast.Platform;

namespace Holdfast.Host.Setup;

/// <summary>The person at the terminal.</summary>
public sealed class TerminalConsole(Terminal terminal, TextWriter output) : IConsole
{
    private const int MostBytes = 2048;

    public void Write(string text)
    {
        output.Write(text);
        output.Flush();
    }

    public byte[]? Ask(string question, bool isShown)
    {
        byte[] line = new byte[MostBytes];
        terminal.Show(isShown);
        Write(question);
        int length = terminal.ReadLine(line);
        terminal.Show(true);
        if (!isShown || length < 0)
            Write("\n"); // the one that was typed is not shown either
        byte[]? answer = length < 0 ? null : line[..length];
        CryptographicOperations.ZeroMemory(line);
        return answer;
    }
}
