using System.Text;
using Holdfast.Config;
using Xunit;

namespace Holdfast.Tests.Config;

public sealed class HostileFileTests
{
    private static readonly byte[] Valid = Encoding.UTF8.GetBytes(ConfigFile.With("""
        "ike": ["aes128gcm16-prfsha256-x25519"], "esp": "aes256gcm16-esn", "remoteSubnets": ["10.0.0.0/8", "fd00::/8"],
        "localSubnets": [], "requestAddress": ["ipv4"], "useDns": true, "mtu": 1400,
        "connectTimeout": "10s", "fwMark": "0x7"
        """));

    private static readonly string[] Splices =
        ["\"", "{", "}", "[", "]", ",", ":", "null", "1e999", "\\ud800", "\\u0000", "//", "/*"];

    [Fact]
    public void Truncation_at_every_length_is_refused()
    {
        int end = Array.LastIndexOf(Valid, (byte)'}');
        for (int length = 0; length <= end; length++)
            Assert.NotEmpty(ConfigFile.Refused(Valid[..length]));
    }

    [Fact]
    public void Mutations_never_throw_and_either_are_read_or_say_why_in_one_line()
    {
        var random = new Random(18502);
        int read = 0;
        for (int i = 0; i < 50_000; i++)
        {
            byte[] mutated = Mutate(random);
            bool isRead = ConfigReader.TryRead(mutated, ConfigFile.Name, out AgentConfig? config, out var errors);
            Assert.Equal(isRead, errors.Count == 0);
            Assert.DoesNotContain(errors, error => error.ToString().Any(char.IsControl));
            if (!isRead) continue;
            read++;
            foreach (ConnectionConfig connection in config!.Connections) connection.Secret?.Dispose();
        }
        Assert.InRange(read, 1, 49_999);
    }

    private static byte[] Mutate(Random random)
    {
        var bytes = Valid.ToList();
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                case 2: bytes.InsertRange(at, Encoding.UTF8.GetBytes(Splices[random.Next(Splices.Length)])); break;
                default: bytes.InsertRange(at, bytes.GetRange(0, random.Next(bytes.Count))); break;
            }
        }
        return [.. bytes];
    }
}
