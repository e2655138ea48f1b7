using System.Security.Cryptography;
using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.States;
using Holdfast.Time;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>
/// Two engines with a session between them, as it is right after IKE_AUTH, on a virtual clock. Nothing moves by itself: a test
/// hands over messages one by one, or lets everything run.
/// </summary>
internal sealed class Pair
{
    private readonly Eavesdropper _eavesdropper = new();

    /// <param name="siteRequests">Message IDs that the site has used; IKE_SA_INIT and IKE_AUTH are two.</param>
    /// <param name="prepare">Changes the IKE SA of each end before the session stands.</param>
    public Pair(
        int seed = 1, IkeSettings? settings = null, IkeSettings? gatewaySettings = null, uint siteRequests = 2, Action<IkeSa>? prepare = null)
    {
        IkeSettings site = settings ?? Settings();
        Site = Create(site, seed, isInitiator: true);
        Gateway = Create(gatewaySettings ?? Mirror(site), seed + 500_000, isInitiator: false);
        Start(seed, siteRequests, prepare);
        Watch = new Watch(Site, Gateway);
        Site.Carried = Gateway.Carried = Observe;
        Site.Settled = () => Watch.Count(Site);
        Gateway.Settled = () => Watch.Count(Gateway);
        foreach (ExportIkeKeys export in Site.Actions.Concat(Gateway.Actions).OfType<ExportIkeKeys>())
            _eavesdropper.Learn(export);
    }

    public Watch Watch { get; }

    public Engine Site { get; }

    public Engine Gateway { get; }

    public Instant Now { get; private set; } = new(1_000_000_000);

    /// <summary>What both ends hold agrees: the same Child SAs, each sending through those that the other accepts.</summary>
    public bool Agrees =>
        Site.Down is null && Gateway.Down is null
        && Site.IkeSpis == Gateway.IkeSpis
        && Site.Children.Count == Gateway.Children.Count
        && Site.Children.Values.All(c => Gateway.Children.ContainsKey(c.Spec.OutboundSpi))
        && Site.Sending.Count() == Gateway.Sending.Count()
        && Site.Sending.All(s => Gateway.Sending.Any(g => g.InboundSpi == s.OutboundSpi && g.OutboundSpi == s.InboundSpi));

    public static IkeSettings Settings() => TestSettings.Create() with
    {
        RekeySelfTest = null,
        ExportKeys = true,
        Children = [TestSettings.Child() with { Proposals = [Pfs(1)] }],
    };

    /// <summary>AES-GCM with X25519 or ECP-256, ESN or not.</summary>
    public static Proposal Pfs(byte number) => TestSettings.Esp(number, EncryptionId.AesGcm16, 128) with
    {
        Transforms =
        [
            .. TestSettings.Esp(number, EncryptionId.AesGcm16, 128).Transforms,
            Transform.KeyExchange(KeyExchangeMethod.Curve25519),
            Transform.KeyExchange(KeyExchangeMethod.Ecp256),
        ],
    };

    /// <summary>The other end's view: local and remote exchanged.</summary>
    public static IkeSettings Mirror(IkeSettings settings) => settings with
    {
        Children = [.. settings.Children.Select(c => c with { Local = c.Remote, Remote = c.Local })],
    };

    /// <summary>Part A and part B.</summary>
    public (Engine A, Engine B) Sides(bool bySite) => bySite ? (Site, Gateway) : (Gateway, Site);

    /// <summary>What the oldest message of one end means; "" where there is none.</summary>
    public string Next(Engine from) => from.Outbox.TryPeek(out byte[]? message) ? _eavesdropper.Say(message) : "";

    /// <summary>The IKE SA that the oldest message of one end belongs to.</summary>
    public (ulong Initiator, ulong Responder) NextSpis(Engine from)
    {
        _eavesdropper.Open(from.Outbox.Peek(), out IkeHeader header);
        return (header.InitiatorSpi, header.ResponderSpi);
    }

    /// <summary>Puts other payloads into the oldest message of one end.</summary>
    public void Reseal(Engine from, params IReadOnlyList<Payload> payloads)
    {
        byte[][] waiting = [.. from.Outbox];
        from.Outbox.Clear();
        from.Outbox.Enqueue(_eavesdropper.Reseal(waiting[0], payloads));
        foreach (byte[] message in waiting[1..])
            from.Outbox.Enqueue(message);
    }

    public IReadOnlyList<Payload> Open(byte[] message) => _eavesdropper.Open(message, out _);

    /// <summary>Hands over the oldest message of one end, which has to mean this.</summary>
    public void Pass(Engine from, string meaning)
    {
        Assert.Equal(meaning, Next(from));
        Deliver(from);
    }

    /// <summary>Takes the oldest message of one end away, which has to mean this.</summary>
    public byte[] Hold(Engine from, string meaning)
    {
        Assert.Equal(meaning, Next(from));
        return Take(from);
    }

    /// <summary>Hands over the oldest message of one end; false if there is none.</summary>
    public bool Deliver(Engine from) => from.Outbox.TryDequeue(out byte[]? message) && Hand(from, message);

    /// <summary>Takes the oldest message away, to be handed over later or never.</summary>
    public static byte[] Take(Engine from) => from.Outbox.Dequeue();

    public bool Hand(Engine from, byte[] message)
    {
        (from == Site ? Gateway : Site).Receive(message, Now);
        return true;
    }

    /// <summary>All that is under way, and what it causes, until there is silence.</summary>
    public void Settle()
    {
        for (int i = 0; i < 1000 && (Deliver(Site) | Deliver(Gateway)); i++)
        {
        }
    }

    /// <summary>Lets time pass, with everything delivered at once.</summary>
    public void Run(TimeSpan time)
    {
        Instant end = Now + time;
        Settle();
        for (Instant next = NextDeadline(); next <= end; next = NextDeadline())
        {
            Now = next > Now ? next : Now;
            Site.Tick(Now);
            Gateway.Tick(Now);
            Settle();
        }

        Now = end;
    }

    /// <summary>Time passes, and nothing arrives by itself.</summary>
    public void Wait(TimeSpan time)
    {
        Instant end = Now + time;
        for (Instant next = NextDeadline(); next <= end; next = NextDeadline())
        {
            Now = next > Now ? next : Now;
            Site.Tick(Now);
            Gateway.Tick(Now);
        }

        Now = end;
    }

    private void Observe(IkeAction action)
    {
        if (action is ExportIkeKeys export)
            _eavesdropper.Learn(export);
        else if (action is not Send and not Note)
            Watch.Look();
    }

    private Instant NextDeadline() => Instant.Earliest(Site.NextDeadline, Gateway.NextDeadline);

    private static Engine Create(IkeSettings settings, int seed, bool isInitiator)
    {
        ScriptedRandom random = new(seed);
        IkePath path = TestSettings.Path;
        return new Engine(
            new SessionContext(
                settings, random,
                isInitiator ? path : new IkePath(path.Remote, path.RemotePort, path.Local, path.LocalPort)),
            random);
    }

    private void Start(int seed, uint siteRequests, Action<IkeSa>? prepare)
    {
        byte[] salt = BitConverter.GetBytes(seed);
        IdPayload id = new(false, IdType.Fqdn, "gw.example.test"u8.ToArray());
        foreach (Engine engine in new[] { Site, Gateway })
        {
            bool isInitiator = engine == Site;
            ExchangeWindow window = new(
                engine.Context.Settings.Established, isInitiator ? siteRequests : 0, isInitiator ? 0 : siteRequests);
            IkeSuite suite = new(EncryptionId.AesGcm16, 128, IntegrityId.None, PrfId.HmacSha256, KeyExchangeMethod.Curve25519);
            IkeKeys keys = IkeKeys.Derive(suite, SHA256.HashData(salt), new byte[32], new byte[32], new byte[8], new byte[8]);
            IkeSa sa = new(engine.Context, 1, 2, isInitiator, suite, keys, window);
            prepare?.Invoke(sa);
            if (engine.Context.Settings.ExportKeys)
                engine.Context.Emit(new ExportIkeKeys(1, 2, suite, keys));
            ChildSaSpec child = new(
                isInitiator ? 0x1001u : 0x2001u, isInitiator ? 0x2001u : 0x1001u, EspAlgorithm.Aes128Gcm16,
                new SecretBytes(20), new SecretBytes(20), true,
                engine.Context.Settings.Children[0].Local, engine.Context.Settings.Children[0].Remote);
            Payload[] notifies = [Notifications.Of(NotifyType.MobikeSupported)];
            engine.Begin(new EstablishedState(engine.Context, sa, new AuthOutcome(id, child, null, notifies) { LocalId = id }, Now), Now);
        }
    }
}
