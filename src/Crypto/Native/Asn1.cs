using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Holdfast.Crypto.Native;

/// <summary>Values of libcrypto's ASN.1 types as ours.</summary>
internal static unsafe class Asn1
{
    internal const int BioInfo = 3; // BIO_CTRL_INFO: the data of a memory BIO

    private const int LongestText = 400;

    // XN_FLAG_SEP_CPLUS_SPC | XN_FLAG_DUMP_UNKNOWN_FIELDS, and of ASN1_STRFLGS: ESC_2253, ESC_CTRL, UTF8_CONVERT,
    // DUMP_UNKNOWN, DUMP_DER: in the order of the certificate, "C=DE, O=Example, CN=gateway".
    private const uint NameFlags = 0x20000 | 0x1000000 | 0x1 | 0x2 | 0x10 | 0x100 | 0x200;

    /// <summary>The length-returning two-call pattern of the i2d functions.</summary>
    internal delegate int Encoder(nint value, byte** der);

    internal static byte[] Encode(nint value, Encoder encoder)
    {
        int length = encoder(value, null);
        OpenSsl.Check(length, "i2d");
        byte[] der = new byte[length];
        fixed (byte* start = der)
        {
            byte* position = start;
            OpenSsl.Check(encoder(value, &position), "i2d");
        }
        return der;
    }

    /// <summary>The bytes of an ASN1_STRING, which stay its own.</summary>
    internal static ReadOnlySpan<byte> Bytes(nint text) => text == 0
        ? default
        : new((void*)LibCryptoX509.ASN1_STRING_get0_data(text), LibCryptoX509.ASN1_STRING_length(text));

    /// <summary>An X509_NAME in one line of printable characters.</summary>
    internal static string Text(nint name)
    {
        nint output = OpenSsl.Check(LibCryptoX509.BIO_new(LibCryptoX509.BIO_s_mem()));
        try
        {
            if (LibCryptoX509.X509_NAME_print_ex(output, name, 0, new CULong(NameFlags)) < 0)
                return "a name that cannot be shown";
            int length = (int)LibCryptoX509.BIO_ctrl(output, BioInfo, new CLong(0), out nint data).Value;
            var text = new ReadOnlySpan<byte>((void*)data, Math.Min(length, LongestText));
            return Printable(Encoding.UTF8.GetString(text));
        }
        finally
        {
            LibCryptoX509.BIO_free(output);
            OpenSsl.ClearErrors();
        }
    }

    /// <summary>A time in UTC; null if it is none between the years 1 and 9999.</summary>
    internal static DateTimeOffset? Time(nint time)
    {
        Span<int> tm = stackalloc int[16]; // second, minute, hour, day, month from 0, years since 1900
        tm.Clear();
        bool known = time != 0 && LibCryptoX509.ASN1_TIME_to_tm(time, tm) > 0;
        OpenSsl.ClearErrors();
        int year = 1900 + tm[5];
        if (!known || year is < 1 or > 9999)
            return null;
        return new DateTimeOffset(year, tm[4] + 1, tm[3], tm[2], tm[1], tm[0], TimeSpan.Zero);
    }

    private static string Printable(string text)
    {
        StringBuilder? clean = null;
        for (int i = 0; i < text.Length; i++)
        {
            if (char.GetUnicodeCategory(text[i]) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                (clean ??= new StringBuilder(text))[i] = '?';
        }
        return clean?.ToString() ?? text;
    }
}
