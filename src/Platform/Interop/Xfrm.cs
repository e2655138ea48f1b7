namespace Holdfast.Platform.Interop;

/// <summary>linux/xfrm.h, and the netlink family of it.</summary>
internal static class Xfrm
{
    public const int NETLINK_XFRM = 6;

    public const ushort XFRM_MSG_NEWSA = 0x10;
    public const ushort XFRM_MSG_DELSA = 0x11;
    public const ushort XFRM_MSG_GETSA = 0x12;
    public const ushort XFRM_MSG_NEWPOLICY = 0x13;
    public const ushort XFRM_MSG_DELPOLICY = 0x14;
    public const ushort XFRM_MSG_GETPOLICY = 0x15;
    public const ushort XFRM_MSG_ALLOCSPI = 0x16;
    public const ushort XFRM_MSG_ACQUIRE = 0x17;
    public const ushort XFRM_MSG_EXPIRE = 0x18;
    public const ushort XFRM_MSG_UPDPOLICY = 0x19;
    public const ushort XFRM_MSG_UPDSA = 0x1A;
    public const ushort XFRM_MSG_MIGRATE = 0x21;
    public const ushort XFRM_MSG_MAPPING = 0x26;

    public const ushort XFRMA_ALG_CRYPT = 2;
    public const ushort XFRMA_ENCAP = 4;
    public const ushort XFRMA_TMPL = 5;
    public const ushort XFRMA_LTIME_VAL = 9;
    public const ushort XFRMA_REPLAY_VAL = 10;
    public const ushort XFRMA_MIGRATE = 17;
    public const ushort XFRMA_ALG_AEAD = 18;
    public const ushort XFRMA_ALG_AUTH_TRUNC = 20;
    public const ushort XFRMA_MARK = 21;
    public const ushort XFRMA_REPLAY_ESN_VAL = 23;
    public const ushort XFRMA_PROTO = 25;
    public const ushort XFRMA_OFFLOAD_DEV = 28;
    public const ushort XFRMA_SET_MARK = 29;
    public const ushort XFRMA_IF_ID = 31;

    public const byte XFRM_STATE_NOPMTUDISC = 4;
    public const byte XFRM_STATE_AF_UNSPEC = 32;
    public const byte XFRM_STATE_ESN = 128;

    public const byte XFRM_OFFLOAD_INBOUND = 2;

    public const int XFRMNLGRP_ACQUIRE = 1;
    public const int XFRMNLGRP_EXPIRE = 2;
    public const int XFRMNLGRP_MIGRATE = 7;
    public const int XFRMNLGRP_MAPPING = 8;
}
