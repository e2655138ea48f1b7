using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Netlink;
using static Holdfast.Platform.Interop.Xfrm;
using static Holdfast.Platform.XfrmPerCpu;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>XFRM_MSG_*SA messages: struct xfrm_usersa_info and its attributes. Keys are written and never read.</summary>
internal static unsafe class XfrmStateCodec
{
    /// <summary>XFRM_OFFLOAD_PACKET, which headers before Linux 6.2 lack.</summary>
    public const byte OffloadPacket = 4;

    private const uint LeastSpi = 0x100; // RFC 4303, section 2.1: those below are reserved

    /// <summary>Holds the keys: to be wiped.</summary>
    public static NetlinkRequest Request(
        ushort type, XfrmState state, ReadOnlySpan<byte> encryptionKey, ReadOnlySpan<byte> integrityKey)
    {
        XfrmUserSaInfo info = XfrmStateInfo.Of(state);
        NetlinkRequest request = new NetlinkRequest(type, NLM_F_ACK, holdsKeys: true).Header(info);
        XfrmAlgorithm algorithm = state.Algorithm;
        if (algorithm.Aead is { } aead) WriteAead(request, aead, algorithm.IcvBits, encryptionKey);
        if (algorithm.Integrity is { } integrity) WriteAuth(request, integrity, algorithm.TruncationBits, integrityKey);
        if (algorithm.Cipher is { } cipher) WriteCipher(request, cipher, encryptionKey);
        if (state.Encapsulation is { } encapsulation) WriteEncapsulation(request, encapsulation);
        XfrmReplayCodec.Write(request, state);
        if (state.Usage is { } usage) WriteUsage(request, usage);
        if (state.OutputMark != 0) request.Attribute(XFRMA_SET_MARK, state.OutputMark);
        if (state.IfId != 0) request.Attribute(XFRMA_IF_ID, state.IfId);
        if (state.Offload != XfrmOffload.None) WriteOffload(request, state);
        if (state.Cpu >= 0) WriteCpu(request, state);
        return request;
    }

    public static NetlinkRequest Find(ushort type, XfrmStateId id) => new NetlinkRequest(type, NLM_F_ACK).Header(
        new XfrmUserSaId
        {
            daddr = XfrmBytes.Address(id.Destination),
            spi = XfrmBytes.Order(id.Spi),
            family = XfrmBytes.Family(id.Destination),
            proto = (byte)(int)IPPROTO_ESP,
        });

    /// <summary>Those of ESP; a kernel before Linux 3.14 gives all.</summary>
    public static NetlinkRequest DumpRequest() =>
        new NetlinkRequest(XFRM_MSG_GETSA, NLM_F_DUMP).Attribute(XFRMA_PROTO, (byte)(int)IPPROTO_ESP);

    public static NetlinkRequest AllocateSpi(
        IPAddress source, IPAddress destination, uint requestId, uint ifId, XfrmMode mode)
    {
        var info = new XfrmUserSpiInfo { min = LeastSpi, max = uint.MaxValue };
        info.info.id.daddr = XfrmBytes.Address(destination);
        info.info.id.proto = (byte)(int)IPPROTO_ESP;
        info.info.saddr = XfrmBytes.Address(source);
        info.info.family = XfrmBytes.Family(destination);
        info.info.mode = (byte)mode;
        info.info.reqid = requestId;
        NetlinkRequest request = new NetlinkRequest(XFRM_MSG_ALLOCSPI, NLM_F_ACK).Header(info);
        return ifId == 0 ? request : request.Attribute(XFRMA_IF_ID, ifId);
    }

    public static bool TryParse(in NetlinkMessage message, out XfrmStateRecord state)
    {
        state = null!;
        if (message.Header.nlmsg_type != XFRM_MSG_NEWSA) return false;
        if (!MemoryMarshal.TryRead(message.Payload, out XfrmUserSaInfo info)) return false;
        if (info.id.proto != (byte)(int)IPPROTO_ESP) return false;
        if (XfrmBytes.Address(info.id.daddr, info.family) is not { } destination) return false;
        if (XfrmBytes.Address(info.saddr, info.family) is not { } source) return false;
        var replay = new XfrmReplay(0, 0, 0, 0, []);
        XfrmEncapsulation? encapsulation = null;
        uint ifId = 0, outputMark = 0;
        int cpu = -1;
        bool hasKeys = false;
        foreach (NetlinkAttribute attribute in new NetlinkAttributes(message.Payload[sizeof(XfrmUserSaInfo)..]))
        {
            if (attribute.Type == XFRMA_REPLAY_VAL) replay = XfrmReplayCodec.Short(attribute.Value) ?? replay;
            if (attribute.Type == XFRMA_REPLAY_ESN_VAL) replay = XfrmReplayCodec.Extended(attribute.Value) ?? replay;
            if (attribute.Type == XFRMA_ENCAP) encapsulation = Encapsulation(attribute.Value);
            if (attribute.Type is XFRMA_ALG_AEAD or XFRMA_ALG_CRYPT) hasKeys = true;
            if (attribute.Type == XFRMA_IF_ID) ifId = attribute.UInt32;
            if (attribute.Type == XFRMA_SET_MARK) outputMark = attribute.UInt32;
            if (attribute.Type == XFRMA_SA_PCPU) cpu = (int)attribute.UInt32;
        }

        var id = new XfrmStateId(destination, XfrmBytes.Order(info.id.spi));
        XfrmUsage usage = XfrmStateInfo.Usage(info, replay);
        state = new XfrmStateRecord(id, source, (XfrmMode)info.mode, info.reqid, ifId, encapsulation, usage)
        {
            HasKeys = hasKeys,
            OutputMark = outputMark,
            Cpu = cpu,
        };
        return true;
    }

    public static void WriteEncapsulation(NetlinkRequest request, XfrmEncapsulation encapsulation) =>
        MemoryMarshal.Write(request.Space(XFRMA_ENCAP, sizeof(XfrmEncapTmpl)), new XfrmEncapTmpl
        {
            encap_type = (ushort)(encapsulation.IsTcp ? XfrmSockets.TCP_ENCAP_ESPINTCP : XfrmSockets.UDP_ENCAP_ESPINUDP),
            encap_sport = XfrmBytes.Order(encapsulation.SourcePort),
            encap_dport = XfrmBytes.Order(encapsulation.DestinationPort),
        });

    private static void WriteAead(NetlinkRequest request, string name, int icvBits, ReadOnlySpan<byte> key)
    {
        Span<byte> space = request.Space(XFRMA_ALG_AEAD, sizeof(XfrmAlgoAead) + key.Length);
        MemoryMarshal.Write(space, new XfrmAlgoAead { alg_key_len = (uint)key.Length * 8, alg_icv_len = (uint)icvBits });
        WriteNameAndKey(space, name, key);
    }

    private static void WriteAuth(NetlinkRequest request, string name, int truncationBits, ReadOnlySpan<byte> key)
    {
        Span<byte> space = request.Space(XFRMA_ALG_AUTH_TRUNC, sizeof(XfrmAlgoAuth) + key.Length);
        MemoryMarshal.Write(
            space, new XfrmAlgoAuth { alg_key_len = (uint)key.Length * 8, alg_trunc_len = (uint)truncationBits });
        WriteNameAndKey(space, name, key);
    }

    private static void WriteCipher(NetlinkRequest request, string name, ReadOnlySpan<byte> key)
    {
        Span<byte> space = request.Space(XFRMA_ALG_CRYPT, sizeof(XfrmAlgo) + key.Length);
        MemoryMarshal.Write(space, new XfrmAlgo { alg_key_len = (uint)key.Length * 8 });
        WriteNameAndKey(space, name, key);
    }

    // All three structures begin with the name and end with the key.
    private static void WriteNameAndKey(Span<byte> space, string name, ReadOnlySpan<byte> key)
    {
        Encoding.ASCII.GetBytes(name, space);
        key.CopyTo(space[^key.Length..]);
    }

    private static void WriteUsage(NetlinkRequest request, XfrmUsage usage) =>
        MemoryMarshal.Write(request.Space(XFRMA_LTIME_VAL, sizeof(XfrmLifetimeCur)), new XfrmLifetimeCur
        {
            bytes = usage.Bytes,
            packets = usage.Packets,
            add_time = usage.AddedAt,
            use_time = usage.UsedAt,
        });

    private static void WriteOffload(NetlinkRequest request, XfrmState state) =>
        MemoryMarshal.Write(request.Space(XFRMA_OFFLOAD_DEV, sizeof(XfrmUserOffload)), new XfrmUserOffload
        {
            ifindex = state.OffloadLink,
            flags = (byte)((state.IsInbound ? XFRM_OFFLOAD_INBOUND : 0)
                | (state.Offload == XfrmOffload.Packet ? OffloadPacket : 0)),
        });

    // The kernel takes a CPU only of a state that says which way it goes.
    private static void WriteCpu(NetlinkRequest request, XfrmState state)
    {
        if (state.IsInbound) throw new ArgumentException("An inbound state has no CPU.", nameof(state));
        request.Attribute(XFRMA_SA_DIR, XFRM_SA_DIR_OUT).Attribute(XFRMA_SA_PCPU, (uint)state.Cpu);
    }

    private static XfrmEncapsulation? Encapsulation(ReadOnlySpan<byte> value) =>
        MemoryMarshal.TryRead(value, out XfrmEncapTmpl found)
            ? new XfrmEncapsulation(XfrmBytes.Order(found.encap_sport), XfrmBytes.Order(found.encap_dport))
            {
                IsTcp = found.encap_type == XfrmSockets.TCP_ENCAP_ESPINTCP,
            }
            : null;
}
