using System.Buffers.Binary;
using System.Text;
using Holdfast.Platform;
using Xunit;

namespace Holdfast.Tests.Host.Kernel;

/// <summary>
/// A kernel's XFRM and links behind netlink, as far as the probe goes: it keeps what it is given, and refuses what a test
/// wants refused.
/// </summary>
internal sealed class NetlinkKernel(bool isRoute = false) : INetlinkTransport
{
    private const int SaInfo = 224, SpiOffset = 72, FamilyOffset = 212, ModeOffset = 214, FlagsOffset = 216;
    private const byte Extended = 128;

    private static readonly byte[] InTcp = [28, 0, 4, 0, 7, 0]; // the attribute XFRMA_ENCAP with TCP_ENCAP_ESPINTCP

    private readonly Queue<byte[]> _answers = [];
    private readonly Dictionary<uint, byte[]> _states = [];
    private readonly HashSet<string> _policies = [];
    private uint _nextSpi = 0x1000;
    private byte[]? _link;

    /// <summary>Of a state's update: errno and words, or 0.</summary>
    public Func<Asked, (int Errno, string Words)> Refuses { get; set; } = _ => default;

    public (int Errno, string Words) RefusesLinks { get; set; }

    public (int Errno, string Words) RefusesPolicies { get; set; }

    /// <summary>Passes over if_id and output mark, as old kernels do.</summary>
    public bool IsOld { get; set; }

    /// <summary>Passes over what comes last in a state for one CPU.</summary>
    public bool LacksCpus { get; set; }

    public List<Asked> Updates { get; } = [];

    public int Requests { get; private set; }

    public bool IsEmpty => _states.Count == 0 && _policies.Count == 0 && _link is null;

    public void Send(ReadOnlySpan<byte> message)
    {
        Requests++;
        byte[] header = message[..16].ToArray(), payload = message[16..].ToArray();
        (int errno, string words) = isRoute ? Link(header, payload) : Xfrm(header, payload);
        _answers.Enqueue(Acknowledgement(header, errno, words));
    }

    public int Receive(Span<byte> buffer)
    {
        byte[] answer = _answers.Dequeue();
        answer.CopyTo(buffer);
        return answer.Length;
    }

    public void Dispose()
    {
    }

    private (int Errno, string Words) Xfrm(byte[] header, byte[] payload)
    {
        switch (header[4])
        {
            case 0x16: // ALLOCSPI
                uint spi = _nextSpi++;
                BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(SpiOffset), spi);
                _states[spi] = payload[..SaInfo];
                Answer(header, 0x10, _states[spi]);
                return default;
            case 0x10: // NEWSA
            case 0x1A: // UPDSA
                var asked = new Asked(
                    Encoding.ASCII.GetString(payload), payload[FamilyOffset] == 10, payload[ModeOffset] == 0,
                    (payload[FlagsOffset] & Extended) != 0, payload.AsSpan().IndexOf(InTcp) >= 0);
                Updates.Add(asked);
                if (Refuses(asked) is { Errno: not 0 } refusal) return refusal;
                bool isForCpu = LacksCpus && payload[^8..^4].AsSpan().SequenceEqual((byte[])[8, 0, 35, 0]);
                _states[BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(SpiOffset))] = IsOld ? payload[..SaInfo] : isForCpu ? payload[..^8] : payload;
                return default;
            case 0x12: // GETSA
                if (!_states.TryGetValue(BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(16)), out byte[]? state)) return (3, "");
                Answer(header, 0x10, state);
                return default;
            case 0x11: // DELSA
                return _states.Remove(BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(16))) ? default : (3, "");
            case 0x19: // UPDPOLICY: selector, and the direction
                if (RefusesPolicies.Errno != 0) return RefusesPolicies;
                _policies.Add($"{Convert.ToHexString(payload.AsSpan(0, 56))} {payload[160]}");
                return default;
            case 0x14: // DELPOLICY
                return _policies.Remove($"{Convert.ToHexString(payload.AsSpan(0, 56))} {payload[60]}") ? default : (2, "");
            default:
                throw new InvalidOperationException($"message {header[4]:x}");
        }
    }

    private (int Errno, string Words) Link(byte[] header, byte[] payload)
    {
        switch (header[4])
        {
            case 16 when RefusesLinks.Errno != 0: // NEWLINK
                return RefusesLinks;
            case 16:
                _link = [.. new byte[4], 7, 0, 0, 0, .. payload[8..]];
                return default;
            case 18 when _link is null: // GETLINK
                return (19, "");
            case 18:
                Answer(header, 16, _link);
                return default;
            default: // DELLINK
                Assert.Equal(7, payload[4]);
                _link = null;
                return default;
        }
    }

    private void Answer(byte[] header, byte type, byte[] payload) =>
        _answers.Enqueue([.. BitConverter.GetBytes(16 + payload.Length), type, 0, 0, 0, .. header[8..12], 0, 0, 0, 0, .. payload]);

    private static byte[] Acknowledgement(byte[] header, int errno, string words)
    {
        byte[] text = string.IsNullOrEmpty(words) ? [] : [.. BitConverter.GetBytes((ushort)(5 + words.Length)), 1, 0, .. Encoding.ASCII.GetBytes(words), 0];
        byte[] payload = [.. BitConverter.GetBytes(-errno), .. header, .. text];
        return [.. BitConverter.GetBytes(16 + payload.Length), 2, 0, 0, 3, .. header[8..12], 0, 0, 0, 0, .. payload];
    }

    /// <summary>What a state was to be; the algorithms' names are in its text.</summary>
    internal sealed record Asked(string Text, bool IsIPv6, bool IsTransport, bool IsExtended, bool IsTcp);
}
