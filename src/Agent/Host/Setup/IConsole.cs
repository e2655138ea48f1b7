namespace Holdfast.Host.Setup;

/// <summary>Somebody who is asked.</summary>
public interface IConsole
{
    void Write(string text);

    /// <summary>The answer in UTF-8, which the caller clears; null: there is none, and there will be none.</summary>
    /// <param name="isShown">Whether what is typed may be seen, from when the question is.</param>
    byte[]? Ask(string question, bool isShown);
}
