using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Crypto;
using Holdfast.Ike;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Resumption;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>When a ticket was written or is read.</summary>
/// <param name="WallSeconds">Since 1970; 0: not known.</param>
public readonly record struct TicketTime(string BootId, Instant Now, long WallSeconds);

/// <summary>
/// A ticket as it lies in its file, with what made it: the digest of configuration and credential, and the gateway. Whatever a file
/// holds is read without harm; what does not fit is none.
/// </summary>
public static class TicketFile
{
    public const int MostBytes = 8192;

    private const uint Mark = 0x48465432; // "HFT2"
    private const int BindingLength = 32, MostText = 512, MostIdentity = 1024;

    /// <summary>Null: it has parts that are too long to be kept.</summary>
    public static SecretBytes? Encode(ResumptionTicket ticket, ReadOnlySpan<byte> binding, string gateway, TicketTime time)
    {
        byte[] name = Encoding.UTF8.GetBytes(gateway);
        bool fits = name.Length <= MostText && time.BootId.Length <= MostText
            && ticket.LocalId.Data.Length <= MostIdentity && ticket.PeerId.Data.Length <= MostIdentity;
        if (!fits)
            return null;
        using SecretBytes buffer = new(MostBytes);
        WireWriter writer = new(buffer.Span);
        writer.WriteUInt32(Mark);
        writer.WriteBytes(binding);
        Write(ref writer, name);
        Write(ref writer, Encoding.ASCII.GetBytes(time.BootId));
        writer.WriteUInt64((ulong)time.Now.Nanoseconds);
        writer.WriteUInt64((ulong)time.WallSeconds);
        writer.WriteUInt64((ulong)ticket.AuthenticatedAt.Nanoseconds);
        writer.WriteUInt64((ulong)ticket.ExpiresAt.Nanoseconds);
        Write(ref writer, ticket.Suite);
        writer.WriteUInt8(ticket.UsesPpk ? (byte)1 : (byte)0);
        Write(ref writer, ticket.LocalId);
        Write(ref writer, ticket.PeerId);
        Write(ref writer, ticket.Direct);
        Write(ref writer, ticket.OldD.Span);
        Write(ref writer, ticket.Opaque.Span);
        return SecretBytes.CopyOf(writer.Written);
    }

    /// <summary>What was written under the same binding, with its times on the clock of this boot. Whether it has expired is not looked at.</summary>
    public static bool TryDecode(
        ReadOnlySpan<byte> content, ReadOnlySpan<byte> binding, TicketTime time,
        [NotNullWhen(true)] out ResumptionTicket? ticket, out string gateway)
    {
        (ticket, gateway) = (null, "");
        WireReader reader = new(content);
        if (!reader.TryReadUInt32(out uint mark) || mark != Mark
            || !reader.TryReadBytes(BindingLength, out ReadOnlySpan<byte> made) || !CryptographicOperations.FixedTimeEquals(made, binding)
            || !TryRead(ref reader, MostText, out ReadOnlySpan<byte> name)
            || !TryReadShift(ref reader, time, out TimeSpan shift)
            || !reader.TryReadUInt64(out ulong authenticated) || !reader.TryReadUInt64(out ulong expires)
            || !TryRead(ref reader, out IkeSuite? suite)
            || !reader.TryReadUInt8(out byte usesPpk) || usesPpk > 1
            || !TryRead(ref reader, isInitiator: true, out IdPayload? local) || !TryRead(ref reader, isInitiator: false, out IdPayload? peer)
            || !TryRead(ref reader, out IkePath? direct)
            || !TryRead(ref reader, byte.MaxValue, out ReadOnlySpan<byte> oldD) || oldD.Length != Prf.LengthOf(suite.Prf)
            || !TryRead(ref reader, ResumptionTicket.MaximumLength, out ReadOnlySpan<byte> opaque) || opaque.IsEmpty
            || !reader.IsEnd)
            return false;
        gateway = Encoding.UTF8.GetString(name);
        ticket = new ResumptionTicket(opaque.ToArray(), SecretBytes.CopyOf(oldD))
        {
            Suite = suite, LocalId = local, PeerId = peer, UsesPpk = usesPpk == 1, Direct = direct,
            AuthenticatedAt = Shift(authenticated, shift), ExpiresAt = Shift(expires, shift),
        };
        return true;
    }

    /// <summary>
    /// From the clock of the boot that wrote it to this one's: nothing in the same boot; else by the time of day, which both have to
    /// know and which must not run backwards.
    /// </summary>
    private static bool TryReadShift(ref WireReader reader, TicketTime time, out TimeSpan shift)
    {
        shift = TimeSpan.Zero;
        if (!TryRead(ref reader, MostText, out ReadOnlySpan<byte> boot)
            || !reader.TryReadUInt64(out ulong at) || !reader.TryReadUInt64(out ulong wall))
            return false;
        if (time.BootId.Length > 0 && Encoding.ASCII.GetString(boot) == time.BootId)
            return true;
        if (wall is 0 or > uint.MaxValue || (ulong)time.WallSeconds < wall || at > long.MaxValue)
            return false;
        Instant sameMoment = time.Now + TimeSpan.FromSeconds((long)wall - time.WallSeconds);
        shift = sameMoment - new Instant((long)at);
        return true;
    }

    /// <summary>Far from both ends of the scale, wherever the file says it is.</summary>
    private static Instant Shift(ulong nanoseconds, TimeSpan shift) =>
        new Instant(Math.Clamp((long)nanoseconds, long.MinValue / 4, long.MaxValue / 4)) + shift;

    private static void Write(ref WireWriter writer, scoped ReadOnlySpan<byte> bytes)
    {
        writer.WriteUInt16((ushort)bytes.Length);
        writer.WriteBytes(bytes);
    }

    private static bool TryRead(ref WireReader reader, int most, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        return reader.TryReadUInt16(out ushort length) && length <= most && reader.TryReadBytes(length, out bytes);
    }

    private static void Write(ref WireWriter writer, IdPayload id)
    {
        writer.WriteUInt8((byte)id.IdType);
        Write(ref writer, id.Data.Span);
    }

    private static bool TryRead(ref WireReader reader, bool isInitiator, [NotNullWhen(true)] out IdPayload? id)
    {
        id = null;
        if (!reader.TryReadUInt8(out byte type) || !TryRead(ref reader, MostIdentity, out ReadOnlySpan<byte> data))
            return false;
        id = new IdPayload(isInitiator, (IdType)type, data.ToArray());
        return true;
    }

    /// <summary>Both addresses; nothing for none.</summary>
    private static void Write(ref WireWriter writer, IkePath? way) =>
        Write(ref writer, way is null ? [] : (byte[])[.. way.Local.ToArray(), .. way.Remote.ToArray()]);

    private static bool TryRead(ref WireReader reader, out IkePath? way)
    {
        way = null;
        if (!TryRead(ref reader, 2 * IpAddress.Ipv6Length, out ReadOnlySpan<byte> both))
            return false;
        int half = both.Length / 2;
        if (both.Length % 2 == 0 && IpAddress.TryRead(both[..half], out IpAddress local) && IpAddress.TryRead(both[half..], out IpAddress remote))
            way = new IkePath(local, 0, remote, 0);
        return way is not null || both.IsEmpty;
    }

    private static void Write(ref WireWriter writer, IkeSuite suite)
    {
        writer.WriteUInt16((ushort)suite.Encryption);
        writer.WriteUInt16((ushort)suite.KeyBits);
        writer.WriteUInt16((ushort)suite.Integrity);
        writer.WriteUInt16((ushort)suite.Prf);
        writer.WriteUInt16((ushort)suite.Group);
        writer.WriteUInt16((ushort)suite.Additional.Count);
        foreach (AdditionalExchange exchange in suite.Additional)
        {
            writer.WriteUInt16((ushort)exchange.Number);
            writer.WriteUInt16((ushort)exchange.Method);
        }
    }

    private static bool TryRead(ref WireReader reader, [NotNullWhen(true)] out IkeSuite? suite)
    {
        suite = null;
        if (!reader.TryReadUInt16(out ushort encryption) || !reader.TryReadUInt16(out ushort bits)
            || !reader.TryReadUInt16(out ushort integrity) || !reader.TryReadUInt16(out ushort prf)
            || !reader.TryReadUInt16(out ushort group) || !TryRead(ref reader, out List<AdditionalExchange> additional))
            return false;
        suite = new IkeSuite((EncryptionId)encryption, bits, (IntegrityId)integrity, (PrfId)prf, (KeyExchangeMethod)group)
        {
            Additional = additional,
        };
        return suite.IsKnown;
    }

    private static bool TryRead(ref WireReader reader, out List<AdditionalExchange> exchanges)
    {
        exchanges = [];
        if (!reader.TryReadUInt16(out ushort count) || count > AdditionalExchange.Most)
            return false;
        while (exchanges.Count < count)
        {
            if (!reader.TryReadUInt16(out ushort number) || !reader.TryReadUInt16(out ushort method))
                return false;
            exchanges.Add(new AdditionalExchange(number, (KeyExchangeMethod)method));
        }

        return true;
    }
}
