using System.Buffers.Binary;

namespace Holdfast.Ike.Keys;

/// <summary>
/// What AUTH covers of the IKE_INTERMEDIATE exchanges (RFC 9242 section 3.3.2): IntAuth_i and IntAuth_r, each a chain of
/// prf(SK_p, value before | message in clear), by the keys that were in use when the message was sent.
/// </summary>
public sealed class IntermediateTranscript
{
    private byte[] _fromInitiator = [];
    private byte[] _fromResponder = [];

    public void Add(bool fromInitiator, Prf byOwnP, ReadOnlySpan<byte> clearMessage)
    {
        byte[] before = fromInitiator ? _fromInitiator : _fromResponder;
        byte[] next = new byte[byOwnP.Length];
        byOwnP.Append(before).Append(clearMessage).Finish(next);
        if (fromInitiator)
            _fromInitiator = next;
        else
            _fromResponder = next;
    }

    /// <summary>IntAuth: both values and the message ID of the first IKE_AUTH request; nothing where no exchange was.</summary>
    public byte[] ToOctets(uint authMessageId)
    {
        if (_fromInitiator.Length == 0)
            return [];
        byte[] octets = [.. _fromInitiator, .. _fromResponder, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(octets.Length - sizeof(uint)), authMessageId);
        return octets;
    }
}
