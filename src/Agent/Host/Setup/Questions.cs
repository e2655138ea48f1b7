using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Host.Setup;

/// <summary>Questions that are asked until the answer is right; what can't be answered any more is the end of all of them.</summary>
public sealed class Questions(IConsole console)
{
    private const string Needed = "an answer is needed";

    public void Say(string text) => console.Write(text);

    /// <summary>Into a draft, by whose rules the answer is judged. False: ended.</summary>
    public bool TryFill(Draft draft, string key, string question, out string filled) =>
        TryAsk(question, out filled, answer =>
        {
            draft.Set(key, answer);
            return ProblemOf(draft, key, answer.Length);
        });

    /// <summary>Likewise, unseen and twice.</summary>
    public bool TryFillSecret(Draft draft, string key, string question)
    {
        while (true)
        {
            if (console.Ask(question, isShown: false) is not { } secret)
                return false;
            draft.Set(key, secret, isSecret: true);
            if (ProblemOf(draft, key, secret.Length) is { } problem)
            {
                console.Write($"  {problem}\n");
                continue;
            }

            if (console.Ask("The same once more: ", isShown: false) is not { } again)
                return false;
            bool isSame = CryptographicOperations.FixedTimeEquals(secret, again);
            CryptographicOperations.ZeroMemory(again);
            if (isSame)
                return true;
            console.Write("  These were not the same.\n");
        }
    }

    /// <param name="judge">What is wrong with an answer; null for nothing.</param>
    public bool TryAsk(string question, out string answer, Func<string, string?> judge)
    {
        answer = "";
        while (true)
        {
            if (console.Ask(question, isShown: true) is not { } line)
                return false;
            answer = Encoding.UTF8.GetString(line).Trim();
            if (judge(answer) is not { } problem)
                return true;
            console.Write($"  {problem}\n");
        }
    }

    /// <summary>False also where there is no answer.</summary>
    public bool Confirm(string question, bool isUsual)
    {
        bool isYes = false;
        return TryAsk($"{question} (yes/no) [{(isUsual ? "yes" : "no")}]: ", out _, answer =>
        {
            isYes = answer.Length == 0 ? isUsual : answer is "yes" or "y";
            return answer is "" or "yes" or "y" or "no" or "n" ? null : "yes or no";
        }) && isYes;
    }

    private static string? ProblemOf(Draft draft, string key, int length) =>
        length == 0 ? Needed : draft.ProblemOf(key) is { } problem ? $"{key}: {problem}" : null;
}
