using System.Buffers.Binary;
using System.Net;
using System.Text;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.NfNetlink;

namespace Holdfast.Platform;

/// <summary>
/// One rule of a chain, as the expressions that nft(8) makes of the same words: each match loads the register and compares
/// it, and the rule ends where one does not fit. To be written once, in order.
/// </summary>
public sealed class NftRule
{
    private const int NameBytes = 16; // IFNAMSIZ
    private const byte Tcp = 6, SynBit = 2;
    private const uint TcpFlagsOffset = 13;
    private const byte MaximumSegmentSize = 2; // TCP option, RFC 9293 section 3.2

    private static readonly byte[] LocalAddress = BitConverter.GetBytes((uint)RouteType.Local);

    private readonly NetlinkRequest _request;
    private readonly int _expressions;
    private int _element, _data;

    internal NftRule(NetlinkRequest request)
    {
        _request = request;
        _expressions = request.Begin(NFTA_RULE_EXPRESSIONS);
    }

    /// <summary>iifname NAME, or iifname != NAME</summary>
    public NftRule Input(string device, bool isIt = true) => Meta(NFT_META_IIFNAME).Compare(isIt, Padded(device));

    /// <summary>oifname NAME</summary>
    public NftRule Output(string device) => Meta(NFT_META_OIFNAME).Compare(true, Padded(device));

    /// <summary>meta ipsec exists, or missing: whether IPsec was taken off the packet</summary>
    public NftRule WasProtected(bool isIt) => Meta(NFT_META_SECPATH).Compare(true, [isIt ? (byte)1 : (byte)0]);

    /// <summary>rt ipsec exists: IPsec will be put on</summary>
    public NftRule WillBeProtected() => Load("rt", NFTA_RT_DREG, NFTA_RT_KEY, NFT_RT_XFRM).Compare(true, [1]);

    /// <summary>ip daddr ADDRESS, or ip6 daddr ADDRESS</summary>
    public NftRule To(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        bool isIPv6 = bytes.Length == 16;
        return Meta(NFT_META_NFPROTO).Compare(true, [isIPv6 ? NFPROTO_IPV6 : NFPROTO_IPV4])
            .Payload(NFT_PAYLOAD_NETWORK_HEADER, isIPv6 ? 24u : 16u, (uint)bytes.Length).Compare(true, bytes);
    }

    /// <summary>udp sport PORT, or of another protocol with ports</summary>
    public NftRule FromPort(byte protocol, ushort port) =>
        Protocol(protocol).Payload(NFT_PAYLOAD_TRANSPORT_HEADER, 0, 2).Compare(true, [(byte)(port >> 8), (byte)port]);

    /// <summary>meta l4proto PROTOCOL</summary>
    public NftRule Is(byte protocol) => Protocol(protocol);

    /// <summary>fib saddr type != local</summary>
    public NftRule FromElsewhere() => AddressType(NFTA_FIB_F_SADDR).Compare(false, LocalAddress);

    /// <summary>fib daddr type local</summary>
    public NftRule ToThisHost() => AddressType(NFTA_FIB_F_DADDR).Compare(true, LocalAddress);

    /// <summary>counter drop</summary>
    public void Drop()
    {
        Begin("counter");
        End();
        Begin("immediate");
        Number(NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
        int data = _request.Begin(NFTA_IMMEDIATE_DATA), verdict = _request.Begin(NFTA_DATA_VERDICT);
        Number(NFTA_VERDICT_CODE, NF_DROP);
        _request.End(verdict);
        _request.End(data);
        End().Close();
    }

    /// <summary>meta mark set MARK</summary>
    public void SetMark(uint mark)
    {
        Begin("immediate");
        Number(NFTA_IMMEDIATE_DREG, NFT_REG_1);
        Data(NFTA_IMMEDIATE_DATA, BitConverter.GetBytes(mark));
        End().Begin("meta");
        Number(NFTA_META_KEY, NFT_META_MARK);
        Number(NFTA_META_SREG, NFT_REG_1);
        End().Close();
    }

    /// <summary>tcp flags syn tcp option maxseg size set rt mtu: of both directions' routes the smaller, and never raised</summary>
    public void ClampSegments()
    {
        Protocol(Tcp).Payload(NFT_PAYLOAD_TRANSPORT_HEADER, TcpFlagsOffset, 1).Begin("bitwise");
        Registers(NFTA_BITWISE_SREG, NFTA_BITWISE_DREG);
        Number(NFTA_BITWISE_LEN, 1);
        Data(NFTA_BITWISE_MASK, [SynBit]);
        Data(NFTA_BITWISE_XOR, [0]);
        End().Compare(false, [0]).Load("rt", NFTA_RT_DREG, NFTA_RT_KEY, NFT_RT_TCPMSS).Begin("byteorder");
        Registers(NFTA_BYTEORDER_SREG, NFTA_BYTEORDER_DREG);
        Number(NFTA_BYTEORDER_OP, NFT_BYTEORDER_HTON);
        Number(NFTA_BYTEORDER_LEN, 2);
        Number(NFTA_BYTEORDER_SIZE, 2);
        End().Begin("exthdr");
        Number(NFTA_EXTHDR_SREG, NFT_REG_1);
        _request.Attribute(NFTA_EXTHDR_TYPE, [MaximumSegmentSize]);
        Number(NFTA_EXTHDR_OFFSET, 2);
        Number(NFTA_EXTHDR_LEN, 2);
        Number(NFTA_EXTHDR_OP, NFT_EXTHDR_OP_TCPOPT);
        End().Close();
    }

    private static byte[] Padded(string device)
    {
        var name = new byte[NameBytes];
        Encoding.ASCII.GetBytes(device, name);
        return name;
    }

    private NftRule Meta(uint key) => Load("meta", NFTA_META_DREG, NFTA_META_KEY, key);

    private NftRule Protocol(byte protocol) => Meta(NFT_META_L4PROTO).Compare(true, [protocol]);

    private NftRule AddressType(uint whose)
    {
        Begin("fib");
        Number(NFTA_FIB_DREG, NFT_REG_1);
        Number(NFTA_FIB_RESULT, NFT_FIB_RESULT_ADDRTYPE);
        Number(NFTA_FIB_FLAGS, whose);
        return End();
    }

    private NftRule Payload(uint header, uint offset, uint length)
    {
        Begin("payload");
        Number(NFTA_PAYLOAD_DREG, NFT_REG_1);
        Number(NFTA_PAYLOAD_BASE, header);
        Number(NFTA_PAYLOAD_OFFSET, offset);
        Number(NFTA_PAYLOAD_LEN, length);
        return End();
    }

    private NftRule Load(string expression, ushort target, ushort what, uint key)
    {
        Begin(expression);
        Number(target, NFT_REG_1);
        Number(what, key);
        return End();
    }

    private NftRule Compare(bool isEqual, ReadOnlySpan<byte> value)
    {
        Begin("cmp");
        Number(NFTA_CMP_SREG, NFT_REG_1);
        Number(NFTA_CMP_OP, isEqual ? NFT_CMP_EQ : NFT_CMP_NEQ);
        Data(NFTA_CMP_DATA, value);
        return End();
    }

    private void Registers(ushort source, ushort target)
    {
        Number(source, NFT_REG_1);
        Number(target, NFT_REG_1);
    }

    private void Data(ushort type, ReadOnlySpan<byte> value)
    {
        int start = _request.Begin(type);
        _request.Attribute(NFTA_DATA_VALUE, value);
        _request.End(start);
    }

    private void Number(ushort type, uint value) => NftTable.Number(_request, type, value);

    private void Begin(string expression)
    {
        _element = _request.Begin(NFTA_LIST_ELEM);
        _request.Attribute(NFTA_EXPR_NAME, CString.Of(expression));
        _data = _request.Begin(NFTA_EXPR_DATA);
    }

    private NftRule End()
    {
        _request.End(_data);
        _request.End(_element);
        return this;
    }

    private void Close() => _request.End(_expressions);
}
