using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

/// <summary>For any octets: no exception, and what decodes also encodes to something of that meaning.</summary>
internal static class Stability
{
    /// <summary>True if the chain was accepted.</summary>
    public static bool Check(PayloadType first, ReadOnlySpan<byte> chain)
    {
        if (!PayloadChain.TryDecode(first, chain, out var payloads, out var error))
        {
            var isInside = error.Offset >= 0 && error.Offset <= chain.Length;
            if (error.Fault == DecodeFault.None || !isInside || payloads.Count > 0)
                Assert.Fail($"Refused with {error}: {first} {Convert.ToHexString(chain)}");
            return false;
        }

        var encoded = Codec.Encode(payloads);
        if (!PayloadChain.TryDecode(first, encoded, out var again, out error))
            Assert.Fail($"What was encoded is refused with {error}: {first} {Convert.ToHexString(chain)}");
        if (!payloads.SequenceEqual(again) || encoded.Length != chain.Length)
            Assert.Fail($"Not the same after encoding: {first} {Convert.ToHexString(chain)}");
        return true;
    }

    /// <summary>The same for a whole message.</summary>
    public static bool CheckMessage(ReadOnlySpan<byte> datagram)
    {
        if (!IkeHeader.TryRead(datagram, out var header, out var error))
        {
            Assert.NotEqual(DecodeFault.None, error.Fault);
            return false;
        }

        return Check(header.NextPayload, datagram[IkeHeader.Size..]);
    }
}
