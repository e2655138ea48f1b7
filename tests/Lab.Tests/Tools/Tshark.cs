namespace Holdfast.Lab.Tools;

/// <summary>Reads a capture with the keys of a folder that has the form of a Wireshark profile.</summary>
/// <param name="capture">A pcap file.</param>
/// <param name="profile">A folder with `ikev2_decryption_table` and `esp_sa`.</param>
public sealed class Tshark(string capture, string profile)
{
    /// <summary>One line a packet that the display filter lets through, its fields separated by tabs.</summary>
    public IReadOnlyList<string> Fields(string filter, params string[] fields) =>
        Lines(["-Y", filter, "-T", "fields", .. fields.SelectMany(field => new[] { "-e", field })]);

    /// <summary>The full dissection of the packets that the display filter lets through.</summary>
    public IReadOnlyList<string> Dissect(string filter) => Lines(["-Y", filter, "-V"]);

    private string[] Lines(IReadOnlyList<string> arguments)
    {
        string[] command = ["tshark", "-n", "-r", capture,
            "-o", "esp.enable_encryption_decode:TRUE", "-o", "esp.enable_authentication_check:TRUE", .. arguments];
        var environment = new Dictionary<string, string> { ["WIRESHARK_CONFIG_DIR"] = profile };
        return Command.Check(command, environment: environment).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
