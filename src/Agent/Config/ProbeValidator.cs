using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>What is asked for an echo through the tunnel.</summary>
internal sealed class ProbeValidator(ConfigValues values)
{
    private const int MostAddresses = 3;

    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromHours(1);

    public IReadOnlyList<IpAddress> Addresses(RawOptions raw)
    {
        string[] texts = raw.SingleProbe is { Length: > 0 } single ? [single] : raw.Probe ?? [];
        IpAddress[] addresses = new IpAddress[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            string key = texts == raw.Probe ? $"{ConfigKeys.Probe}[{i}]" : ConfigKeys.Probe;
            bool isOne = IpAddress.TryParse(texts[i], out addresses[i])
                && !addresses[i].IsUnspecified && !addresses[i].IsMulticast && !addresses[i].IsLoopback;
            if (!isOne)
                values.Fail(key, $"{InputText.Quote(texts[i])} is not the address of one host behind the gateway");
            else if (Array.IndexOf(addresses, addresses[i]) < i)
                values.Fail(key, $"{InputText.Quote(texts[i])} is listed twice");
        }

        if (texts.Length > MostAddresses)
            values.Fail(ConfigKeys.Probe, $"has {texts.Length} addresses; allowed: up to {MostAddresses}");
        return addresses;
    }

    public TimeSpan Interval(RawOptions raw) =>
        values.Duration(raw.ProbeInterval, ConfigKeys.ProbeInterval, ConfigDefaults.ProbeInterval, MinInterval, MaxInterval);
}
