using System.Text;
using Holdfast.Host.Setup;

namespace Holdfast.Tests.Host.Setup;

/// <summary>Somebody who gives these answers, and then no more. Answers in the dark are only given where nothing is shown.</summary>
public sealed class ScriptedConsole(params string[] answers) : IConsole
{
    public const string Dark = "dark:";

    private readonly Queue<string> _answers = new(answers);
    private readonly StringBuilder _screen = new();

    public string Screen => _screen.ToString();

    public bool IsAllSaid => _answers.Count == 0;

    public void Write(string text) => _screen.Append(text);

    public byte[]? Ask(string question, bool isShown)
    {
        Write(question);
        if (!_answers.TryDequeue(out string? answer))
            return null;
        if (answer.StartsWith(Dark, StringComparison.Ordinal) == isShown)
            throw new InvalidOperationException($"the answer \"{answer}\" at the wrong question:\n{Screen}");
        if (isShown)
            _screen.Append(answer).Append('\n');
        return Encoding.UTF8.GetBytes(isShown ? answer : answer[Dark.Length..]);
    }
}
