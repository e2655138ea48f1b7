using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>An X509_NAME: a distinguished name.</summary>
internal sealed unsafe class X509Name : NativeHandle
{
    private X509Name(nint pointer) : base(pointer)
    {
    }

    /// <summary>From DER, with nothing after it; null if it is none.</summary>
    internal static X509Name? TryParse(ReadOnlySpan<byte> der)
    {
        fixed (byte* start = der)
        {
            byte* position = start;
            nint name = start == null ? 0 : LibCryptoX509.d2i_X509_NAME(0, ref position, new CLong(der.Length));
            OpenSsl.ClearErrors();
            if (name == 0)
                return null;
            var parsed = new X509Name(name);
            if (position == start + der.Length)
                return parsed;
            parsed.Dispose();
            return null;
        }
    }

    /// <summary>As RFC 5280 7.1 compares: whatever the case, the blanks and the kind of string.</summary>
    internal bool Equals(nint other) => LibCryptoX509.X509_NAME_cmp(Pointer, other) == 0;

    internal bool Equals(X509Name other)
    {
        bool same = Equals(other.Pointer);
        GC.KeepAlive(other);
        return same;
    }

    /// <summary>In one line of printable characters.</summary>
    public override string ToString() => Asn1.Text(Pointer);

    protected override bool ReleaseHandle()
    {
        LibCryptoX509.X509_NAME_free(handle);
        return true;
    }
}
