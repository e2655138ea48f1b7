using System.Text;
using Holdfast.Crypto;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Eap;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Eap;

/// <summary>A login by EAP with a scripted gateway, which proves itself by a shared key first.</summary>
internal static class EapLab
{
    public const string User = "site7@example.test";
    public const string Password = "correct horse";

    public static IkeSettings Settings(params EapType[] methods) => TestSettings.Create() with
    {
        LocalId = null,
        Credential = new EapLogin(
            Encoding.UTF8.GetBytes(User), SecretBytes.CopyOf(Encoding.UTF8.GetBytes(Password)),
            methods.Length == 0 ? [EapType.MschapV2] : methods),
    };

    /// <summary>To the end of the attempt, or until the session stands (null).</summary>
    public static IkeFault? Run(EapScript script, IkeSettings settings, out Responder gateway)
    {
        gateway = new Responder(new SeededRandom(2)) { Eap = script };
        using Wires wires = new(settings, gateway);
        wires.RunUntil(() => wires.Actions.Any(a => a is SessionUp or SessionDown), TimeSpan.FromMinutes(3));
        if (wires.Actions.OfType<SessionUp>().Any())
            return null;
        return Assert.Single(wires.Actions.OfType<SessionDown>()).Fault;
    }
}
