using System.Net;
using static Holdfast.Platform.Interop.Xfrm;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// ESP states and policies of the network namespace that it was opened in (the kernel's net/xfrm/xfrm_user.c). An add
/// that finds the same thing there, and a delete that finds nothing, are false; every other refusal is a LinuxException
/// with the kernel's explanation. Keys go in and never come out.
/// </summary>
public sealed class XfrmNetlink(INetlinkTransport transport) : IDisposable
{
    private readonly NetlinkSocket _socket = new(transport, wipes: true);

    /// <exception cref="LinuxException">EPROTONOSUPPORT: the kernel has no XFRM interface.</exception>
    public static XfrmNetlink Open() => new(new NetlinkTransport(NETLINK_XFRM));

    /// <summary>Adds a state. False: there is one of its name.</summary>
    /// <param name="encryptionKey">With an AEAD the salt follows the key.</param>
    /// <param name="integrityKey">Empty with an AEAD.</param>
    public bool Add(XfrmState state, ReadOnlySpan<byte> encryptionKey, ReadOnlySpan<byte> integrityKey) => Execute(
        XfrmStateCodec.Request(XFRM_MSG_NEWSA, state, encryptionKey, integrityKey), $"add state {state.Id}", EEXIST);

    /// <summary>
    /// Gives an allocated SPI its state, or an existing state new ports, limits and interface; the keys, addresses and
    /// counters of one that exists stay. False: there is neither.
    /// </summary>
    public bool Update(XfrmState state, ReadOnlySpan<byte> encryptionKey, ReadOnlySpan<byte> integrityKey) => Execute(
        XfrmStateCodec.Request(XFRM_MSG_UPDSA, state, encryptionKey, integrityKey), $"update state {state.Id}", ESRCH);

    public bool Delete(XfrmStateId id) =>
        _socket.Execute(XfrmStateCodec.Find(XFRM_MSG_DELSA, id), $"delete state {id}", ESRCH) == 0;

    /// <summary>Null: the kernel says that there is none (ESRCH), and nothing else.</summary>
    public XfrmStateRecord? Find(XfrmStateId id)
    {
        string call = $"find state {id}";
        try
        {
            List<XfrmStateRecord> found = _socket.Collect<XfrmStateRecord>(
                XfrmStateCodec.Find(XFRM_MSG_GETSA, id), XfrmStateCodec.TryParse, call);
            return found.Count > 0 ? found[0] : throw new LinuxException(call, EPROTO, "the answer shows none");
        }
        catch (LinuxException failure) when (failure.Errno == ESRCH)
        {
            return null;
        }
    }

    /// <summary>The ESP states, everybody's.</summary>
    public IReadOnlyList<XfrmStateRecord> States() =>
        _socket.Collect<XfrmStateRecord>(XfrmStateCodec.DumpRequest(), XfrmStateCodec.TryParse, "dump states");

    /// <summary>
    /// Reserves an inbound SPI, until Update makes a state of it or sysctl net.core.xfrm_acq_expires (30 s) is over.
    /// </summary>
    public uint AllocateSpi(
        IPAddress source, IPAddress destination, uint requestId, uint ifId, XfrmMode mode = XfrmMode.Tunnel)
    {
        string call = $"allocate SPI for {destination}";
        List<XfrmStateRecord> found = _socket.Collect<XfrmStateRecord>(
            XfrmStateCodec.AllocateSpi(source, destination, requestId, ifId, mode), XfrmStateCodec.TryParse, call);
        return found.Count > 0 ? found[0].Id.Spi : throw new LinuxException(call, EPROTO, "the answer names none");
    }

    public bool Add(XfrmPolicy policy) =>
        _socket.Execute(XfrmPolicyCodec.Request(XFRM_MSG_NEWPOLICY, policy), $"add policy {policy}", EEXIST) == 0;

    /// <summary>Adds it, or replaces the one of the same name at once.</summary>
    public void Set(XfrmPolicy policy) =>
        _socket.Execute(XfrmPolicyCodec.Request(XFRM_MSG_UPDPOLICY, policy), $"set policy {policy}");

    public bool Delete(XfrmPolicyId id) =>
        _socket.Execute(XfrmPolicyCodec.Delete(id), $"delete policy {id}", ENOENT) == 0;

    /// <summary>The policies, everybody's; not those of sockets.</summary>
    public IReadOnlyList<XfrmPolicy> Policies() =>
        _socket.Collect<XfrmPolicy>(XfrmPolicyCodec.DumpRequest(), XfrmPolicyCodec.TryParse, "dump policies");

    /// <summary>
    /// Moves a policy's template and its states, with their keys and counters, to other addresses. False: there is no
    /// such policy.
    /// </summary>
    /// <exception cref="LinuxException">ENOPROTOOPT: the kernel lacks CONFIG_XFRM_MIGRATE.</exception>
    public bool Migrate(XfrmPolicyId policy, XfrmMove move, XfrmEncapsulation? encapsulation) =>
        _socket.Execute(XfrmPolicyCodec.Migrate(policy, move, encapsulation), $"migrate policy {policy}", ENOENT) == 0;

    public void Dispose() => _socket.Dispose();

    private bool Execute(NetlinkRequest request, string call, int expected)
    {
        try
        {
            return _socket.Execute(request, call, expected) == 0;
        }
        finally
        {
            request.Wipe();
        }
    }
}
