using System.Buffers.Binary;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Netlink;
using static Holdfast.Platform.Interop.NfNetlink;

namespace Holdfast.Platform;

/// <summary>Where a chain is called (NF_INET_*).</summary>
public enum NftHook : byte
{
    Prerouting = 0,
    Forward = 2,
}

/// <summary>A whole nftables table of the family inet, to be put in place by <see cref="NfTables"/>.</summary>
public sealed class NftTable
{
    private const ushort NewTable = (NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_NEWTABLE;
    private const ushort DeleteTable = (NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_DELTABLE;
    private const ushort NewChain = (NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_NEWCHAIN;
    private const ushort NewRule = (NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_NEWRULE;

    private readonly List<NetlinkRequest> _requests = [];

    public NftTable(string name)
    {
        Name = name;
        // Made first, so that the delete finds one; the three are one step to everybody else.
        _requests.Add(Make(name));
        _requests.Add(Delete(name));
        _requests.Add(Make(name));
    }

    public string Name { get; }

    internal IReadOnlyList<NetlinkRequest> Requests => _requests;

    /// <summary>A chain of type filter that accepts what no rule decides on.</summary>
    /// <param name="priority">Lower comes first.</param>
    public void AddChain(string chain, NftHook hook, int priority)
    {
        NetlinkRequest request = Request(NewChain, NLM_F_CREATE)
            .Attribute(NFTA_CHAIN_TABLE, CString.Of(Name))
            .Attribute(NFTA_CHAIN_NAME, CString.Of(chain));
        int start = request.Begin(NFTA_CHAIN_HOOK);
        Number(request, NFTA_HOOK_HOOKNUM, (uint)hook);
        Number(request, NFTA_HOOK_PRIORITY, (uint)priority);
        request.End(start);
        _requests.Add(request.Attribute(NFTA_CHAIN_TYPE, CString.Of("filter")));
    }

    /// <summary>A rule behind those that the chain has.</summary>
    public NftRule AddRule(string chain)
    {
        NetlinkRequest request = Request(NewRule, NLM_F_CREATE | NLM_F_APPEND)
            .Attribute(NFTA_RULE_TABLE, CString.Of(Name))
            .Attribute(NFTA_RULE_CHAIN, CString.Of(chain));
        _requests.Add(request);
        return new NftRule(request);
    }

    internal static NetlinkRequest Delete(string name) =>
        Request(DeleteTable, NLM_F_ACK).Attribute(NFTA_TABLE_NAME, CString.Of(name));

    /// <summary>Numbers are big-endian here, unlike elsewhere in netlink.</summary>
    internal static void Number(NetlinkRequest request, ushort type, uint value) =>
        request.Attribute(type, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);

    private static NetlinkRequest Make(string name) =>
        Request(NewTable, NLM_F_CREATE).Attribute(NFTA_TABLE_NAME, CString.Of(name));

    // The last one of a batch is to be acknowledged, and which it is shows later: so all are.
    private static NetlinkRequest Request(ushort type, int flags) =>
        new NetlinkRequest(type, flags | NLM_F_ACK).Header(new NfGenMsg { nfgen_family = NFPROTO_INET });
}
