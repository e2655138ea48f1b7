using System.Text;
using Holdfast.Crypto;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Ppk;

/// <summary>A login with a PPK at a scripted gateway.</summary>
internal static class PpkLab
{
    public static Holdfast.Ike.Login.Ppk Ppk(bool isRequired = true) => new(
        Encoding.ASCII.GetBytes(PpkScript.Id), SecretBytes.CopyOf(Encoding.ASCII.GetBytes(PpkScript.Secret)), isRequired);

    public static IkeSettings Settings(bool isRequired = true) => TestSettings.Create() with { Ppk = Ppk(isRequired) };

    /// <summary>To the end of the attempt, or until the session stands.</summary>
    public static Wires Run(IkeSettings settings, Responder gateway)
    {
        Wires wires = new(settings, gateway);
        wires.RunUntil(() => wires.Up is not null || wires.Down is not null, TimeSpan.FromMinutes(3));
        return wires;
    }

    public static Responder Gateway(PpkScript? script) => new(new SeededRandom(2)) { Ppk = script };

    /// <summary>What was said in clear.</summary>
    public static IReadOnlyList<Payload> Decode(byte[] message)
    {
        IkeHeader.TryRead(message, out IkeHeader header, out _);
        PayloadChain.TryDecode(header.NextPayload, message.AsSpan(IkeHeader.Size), out IReadOnlyList<Payload> payloads, out _);
        return payloads;
    }

    public static IEnumerable<string> Notes(this Wires wires) => wires.Actions.OfType<Note>().Select(n => n.Text);
}
