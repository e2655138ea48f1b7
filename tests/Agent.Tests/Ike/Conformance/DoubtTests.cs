using System.Buffers.Binary;
using Holdfast.Ike;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Conformance;

/// <summary>What arrives without protection, or is said by the network: at most a question, never a conclusion (sections 1.5, 2.4, 2.21.4).</summary>
public sealed class DoubtTests : IDisposable
{
    private readonly Standing _standing = new();

    public void Dispose() => _standing.Dispose();

    [Theory]
    [InlineData(NotifyType.InvalidIkeSpi, false, 0x20)]
    [InlineData(NotifyType.InvalidIkeSpi, false, 0x00)]
    [InlineData(NotifyType.InvalidSpi, true, 0x20)]
    [InlineData(NotifyType.InvalidSpi, true, 0x00)]
    public void Unprotected_complaints_about_an_spi_cause_one_question_in_ten_seconds(NotifyType type, bool isForeign, byte flags)
    {
        _standing.Run(TimeSpan.FromSeconds(15));
        int sent = _standing.Wires.Sent.Count;
        for (int i = 0; i < 1000; i++)
            _standing.Wires.Deliver(Unprotected(isForeign, flags, new NotifyPayload(type)));
        _standing.Run(TimeSpan.FromSeconds(9));

        Assert.Single(_standing.Wires.Sent.Skip(sent));
        AssertQuestion(_standing.Wires.Sent[^1]);
        Assert.Null(_standing.Wires.Down);
    }

    [Theory]
    [InlineData(NotifyType.AuthenticationFailed)]
    [InlineData(NotifyType.InvalidSyntax)]
    [InlineData(NotifyType.InvalidMajorVersion)]
    [InlineData(NotifyType.ChildSaNotFound)]
    [InlineData(NotifyType.InitialContact)]
    public void Any_other_unprotected_notification_is_ignored(NotifyType type)
    {
        int sent = _standing.Wires.Sent.Count;
        _standing.Wires.Deliver(Unprotected(false, 0x20, new NotifyPayload(type)));
        _standing.Wires.Deliver(Unprotected(false, 0x00, new NotifyPayload(type)));

        Assert.Equal(sent, _standing.Wires.Sent.Count);
        Assert.Null(_standing.Wires.Down);
    }

    [Fact]
    public void An_unprotected_delete_deletes_nothing()
    {
        _standing.Wires.Deliver(Unprotected(false, 0x00, new DeletePayload(ProtocolId.Ike, [])));
        _standing.Wires.Deliver(Unprotected(false, 0x00, new DeletePayload(ProtocolId.Esp, [_standing.Gateway.EspSpi])));

        Assert.Null(_standing.Wires.Down);
        Assert.Empty(_standing.Actions<Holdfast.Ike.Actions.RemoveChild>());
    }

    [Fact]
    public void Icmp_without_end_causes_one_question_in_ten_seconds_and_no_conclusion()
    {
        int sent = _standing.Wires.Sent.Count;
        for (int second = 0; second < 30; second++)
        {
            for (int i = 0; i < 100; i++)
                _standing.Wires.Do(s => s.HandleDoubt(_standing.Wires.Now));
            _standing.Run(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_standing.Wires.Sent.Count - sent, 3, 4);
        Assert.Null(_standing.Wires.Down);
    }

    private byte[] Unprotected(bool isForeign, byte flags, Payload payload)
    {
        IkeHeader.TryRead(_standing.Wires.Sent[^1], out IkeHeader header, out _);
        byte[] message = Responder.Plain(header, isForeign ? 1 : header.ResponderSpi, [payload]);
        message[18] = (byte)ExchangeType.Informational;
        message[19] = flags;
        if (isForeign)
            BinaryPrimitives.WriteUInt64BigEndian(message, 77);
        return message;
    }

    private static void AssertQuestion(byte[] message)
    {
        IkeHeader.TryRead(message, out IkeHeader header, out _);
        Assert.True(header is { IsResponse: false, ExchangeType: ExchangeType.Informational });
    }
}
