using System.Net;
using static Holdfast.Platform.Interop.Xfrm;

namespace Holdfast.Platform;

/// <summary>
/// ESP states and policies of the network namespace that it was opened in (the kernel's net/xfrm/xfrm_user.c). An add
/// that finds the same thing there, and a delete that finds nothing, are false; every other refusal is a LinuxException
/// with the kernel's explanation. Keys go in and never come out.
/// </summary>
public sealed class XfrmNetlink(INetlinkTransport transport) : IDisposable
{
    private readonly NetlinkSocket _socket = new(transport);

    /// <exception cref="LinuxException">EPROTONOSUPPORT: the kernel has no XFRM interface.</exception>
    public static XfrmNetlink Open() => new(new NetlinkTransport(NETLINK_XFRM));

    /// <summary>Adds a state. False: there is one of its name.</summary>
    /// <param name="encryptionKey">With an AEAD the salt follows the key.</param>
    /// <param name="integrityKey">Empty with an AEAD.</param>
    public bool Add(XfrmState state, ReadOnlySpan<byte> encryptionKey, ReadOnlySpan<byte> integrityKey) =>
        throw new NotImplementedException();

    /// <summary>
    /// Gives an allocated SPI its state, or an existing state new ports, limits and interface; the keys, addresses and
    /// counters of one that exists stay. False: there is neither.
    /// </summary>
    public bool Update(XfrmState state, ReadOnlySpan<byte> encryptionKey, ReadOnlySpan<byte> integrityKey) =>
        throw new NotImplementedException();

    public bool Delete(XfrmStateId id) => throw new NotImplementedException();

    public XfrmStateRecord? Find(XfrmStateId id) => throw new NotImplementedException();

    /// <summary>The ESP states, everybody's.</summary>
    public IReadOnlyList<XfrmStateRecord> States() => throw new NotImplementedException();

    /// <summary>
    /// Reserves an inbound SPI, until Update makes a state of it or sysctl net.core.xfrm_acq_expires (30 s) is over.
    /// </summary>
    public uint AllocateSpi(
        IPAddress source, IPAddress destination, uint requestId, uint ifId, XfrmMode mode = XfrmMode.Tunnel) =>
        throw new NotImplementedException();

    public bool Add(XfrmPolicy policy) => throw new NotImplementedException();

    /// <summary>Adds it, or replaces the one of the same name at once.</summary>
    public void Set(XfrmPolicy policy) => throw new NotImplementedException();

    public bool Delete(XfrmPolicyId id) => throw new NotImplementedException();

    /// <summary>The policies, everybody's; not those of sockets.</summary>
    public IReadOnlyList<XfrmPolicy> Policies() => throw new NotImplementedException();

    /// <summary>
    /// Moves a policy's template and its states, with their keys and counters, to other addresses. False: there is no
    /// such policy.
    /// </summary>
    /// <exception cref="LinuxException">ENOPROTOOPT: the kernel lacks CONFIG_XFRM_MIGRATE.</exception>
    public bool Migrate(XfrmPolicyId policy, XfrmMove move, XfrmEncapsulation? encapsulation) =>
        throw new NotImplementedException();

    public void Dispose() => _socket.Dispose();
}
