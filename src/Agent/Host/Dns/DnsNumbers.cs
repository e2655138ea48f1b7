namespace Holdfast.Host.Dns;

/// <summary>Record types, RFC 1035 section 3.2.2 and RFC 3596.</summary>
public enum DnsType : ushort
{
    A = 1,
    Cname = 5,
    Aaaa = 28,
}

/// <summary>Response codes, RFC 1035 section 4.1.1. Others survive as their number.</summary>
public enum DnsResponseCode : byte
{
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,
    NameError = 3,
    NotImplemented = 4,
    Refused = 5,
}
