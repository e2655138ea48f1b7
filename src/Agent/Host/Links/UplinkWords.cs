using System.Text;

namespace Holdfast.Host.Links;

/// <summary>The uplinks in words.</summary>
public static class UplinkWords
{
    /// <summary>"wlan0 (wifi), held there; also eth0 (ethernet)"; "no uplink".</summary>
    public static string Describe(UplinkChoice choice, bool isPinned)
    {
        if (choice.Current is not { } current)
            return "no uplink";
        StringBuilder text = new(current.Name);
        if (choice.IsSecondBest)
            text.Append(", as attempts over ").Append(choice.Usable[0].Name).Append(" were in vain");
        else if (isPinned)
            text.Append(", held there");
        foreach (Uplink uplink in choice.Usable)
        {
            if (uplink != current)
                text.Append("; also ").Append(uplink.Name);
        }

        return text.ToString();
    }

    /// <summary>The same for as long as nothing of any uplink, nor which one is in use, is another.</summary>
    public static string Fingerprint(UplinkChoice choice, bool isPinned)
    {
        StringBuilder text = new(isPinned ? "held " : "");
        text.Append(choice.Current?.Device);
        foreach (Uplink uplink in choice.Usable)
            text.Append('\n').Append(uplink.Fingerprint);
        return text.ToString();
    }
}
