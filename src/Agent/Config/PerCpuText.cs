using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Holdfast.Config;

/// <summary>How many Child SAs for single CPUs there may be: "off", "auto", or a number.</summary>
public static class PerCpuText
{
    /// <summary>As many as the machine has CPUs.</summary>
    public const int Auto = int.MaxValue;

    public const int Most = 64;

    /// <summary>0 for off.</summary>
    public static bool TryParse(string text, out int number, [NotNullWhen(false)] out string? problem)
    {
        number = text == "auto" ? Auto : 0;
        bool isValid = text is "auto" or "off"
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is > 0 and <= Most);
        problem = isValid ? null : $"{InputText.Quote(text)} is no number of Child SAs; it takes \"off\", \"auto\", or 1 to {Most}";
        return isValid;
    }
}
