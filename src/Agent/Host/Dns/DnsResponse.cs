using System.Diagnostics.CodeAnalysis;
using Holdfast.Wire;

namespace Holdfast.Host.Dns;

/// <summary>A server's answer to one query. A truncated one has no answers, whatever it held.</summary>
public sealed record DnsResponse(DnsResponseCode Code, bool IsTruncated, IReadOnlyList<DnsRecord> Answers)
{
    /// <summary>More answers than this are passed over: no gateway has as many addresses.</summary>
    public const int MaxAnswers = 64;

    private const ushort ResponseBit = 0x8000;
    private const ushort OpcodeMask = 0x7800;
    private const ushort TruncatedBit = 0x0200;
    private const ushort CodeMask = 0x000F;

    /// <summary>False for whatever is no well-formed answer to this query: other id, other question, garbage.</summary>
    /// <param name="message">What came, from a server that was asked.</param>
    /// <param name="query">What was asked.</param>
    /// <param name="exactCase">The question must come back in the spelling of the query.</param>
    /// <param name="response">The answer.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> message, DnsQuery query, bool exactCase, [NotNullWhen(true)] out DnsResponse? response)
    {
        response = null;
        var header = new WireReader(message);
        if (!header.TryReadUInt16(out ushort id) || !header.TryReadUInt16(out ushort flags) ||
            !header.TryReadUInt16(out ushort questions) || !header.TryReadUInt16(out ushort answers) ||
            !header.TryReadUInt32(out _))
            return false;
        if (id != query.Id || (flags & (ResponseBit | OpcodeMask)) != ResponseBit || questions != 1) return false;
        int offset = DnsQuery.HeaderLength;
        if (!IsQuestion(message, ref offset, query, exactCase)) return false;
        bool isTruncated = (flags & TruncatedBit) != 0;
        var records = new List<DnsRecord>();
        if (!isTruncated && !TryReadAnswers(message, offset, answers, records)) return false;
        response = new DnsResponse((DnsResponseCode)(flags & CodeMask), isTruncated, records);
        return true;
    }

    /// <summary>
    /// The addresses of a name, reached through its aliases (RFC 1034 section 3.6.2) in whatever order they came.
    /// </summary>
    public IReadOnlyList<IpAddress> AddressesOf(DnsName name, DnsType type)
    {
        DnsName canonical = name;
        // A chain longer than the answers has a loop; it ends at a name that is an alias, which has no address.
        for (int hop = 0; hop < Answers.Count; hop++)
        {
            DnsRecord? alias = Answers.FirstOrDefault(r => r.Target is not null && r.Owner.Matches(canonical));
            if (alias?.Target is null) break;
            canonical = alias.Target;
        }
        return Answers.Where(r => r.Type == type && r.Owner.Matches(canonical))
            .Select(r => r.Address).Distinct().ToList();
    }

    private static bool IsQuestion(ReadOnlySpan<byte> message, ref int offset, DnsQuery query, bool exactCase)
    {
        if (!DnsName.TryRead(message, ref offset, out DnsName? name)) return false;
        if (!(exactCase ? name.IsSpelledAs(query.Name) : name.Matches(query.Name))) return false;
        var rest = new WireReader(message[offset..]);
        if (!rest.TryReadUInt16(out ushort type) || !rest.TryReadUInt16(out ushort questionClass)) return false;
        offset += rest.Position;
        return type == (ushort)query.Type && questionClass == DnsQuery.ClassInternet;
    }

    private static bool TryReadAnswers(ReadOnlySpan<byte> message, int offset, int count, List<DnsRecord> records)
    {
        for (int i = 0; i < count; i++)
        {
            if (!DnsRecord.TryRead(message, ref offset, out DnsRecord? record)) return false;
            if (record is not null && records.Count < MaxAnswers) records.Add(record);
        }
        return true;
    }
}
