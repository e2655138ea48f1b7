using Holdfast.Ike;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Redirects;

/// <summary>Scripted gateways that send us elsewhere.</summary>
internal static class RedirectLab
{
    public static readonly byte[] Elsewhere = [1, 4, 192, 0, 2, 99];

    public static IkeSettings Settings(bool follows = true) => TestSettings.Create() with { FollowsRedirects = follows };

    public static NotifyPayload Redirect(params byte[] data) => Notifications.Of(NotifyType.Redirect, data);

    /// <summary>REDIRECT in place of an answer to this IKE_SA_INIT.</summary>
    public static byte[] InClear(byte[] request, byte[]? to = null, byte[]? nonce = null)
    {
        IkeHeader.TryRead(request, out IkeHeader header, out _);
        byte[] own = Payloads(request).OfType<NoncePayload>().Single().Data.ToArray();
        return Responder.Plain(header, 0, [Redirect([.. to ?? Elsewhere, .. nonce ?? own])]);
    }

    /// <summary>Of an IKE_SA_INIT.</summary>
    public static IReadOnlyList<Payload> Payloads(byte[] request)
    {
        IkeHeader.TryRead(request, out IkeHeader header, out _);
        PayloadChain.TryDecode(header.NextPayload, request.AsSpan(IkeHeader.Size), out IReadOnlyList<Payload> payloads, out _);
        return payloads;
    }

    /// <summary>A session whose gateway answers every IKE_SA_INIT so.</summary>
    public static Wires Sent(IkeSettings settings, Func<byte[], byte[]> answer)
    {
        Wires wires = new(settings, new Responder(new SeededRandom(2)));
        wires.Serve = request => [answer(request)];
        return wires;
    }

    public static IkeFault End(Wires wires)
    {
        wires.RunUntil(() => wires.Down is not null);
        return wires.Down!.Fault;
    }
}
