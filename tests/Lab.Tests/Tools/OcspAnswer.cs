using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Lab.Tools;

/// <summary>What an authority's responder says about one certificate (RFC 6960 section 4.2.1), signed by the authority itself.</summary>
public static class OcspAnswer
{
    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0), One = new(TagClass.ContextSpecific, 1);

    public static byte[] Of(X509Certificate2 subject, X509Certificate2 issuer, ECDsa issuersKey, bool isRevoked)
    {
        byte[] content = Content(subject, issuer, isRevoked);
        AsnWriter basic = new(AsnEncodingRules.DER);
        using (basic.PushSequence())
        {
            basic.WriteEncodedValue(content);
            using (basic.PushSequence())
                basic.WriteObjectIdentifier("1.2.840.10045.4.3.2"); // ecdsa-with-SHA256
            basic.WriteBitString(issuersKey.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }

        AsnWriter answer = new(AsnEncodingRules.DER);
        using (answer.PushSequence())
        {
            answer.WriteEncodedValue([0x0a, 1, 0]); // successful
            using (answer.PushSequence(Zero))
            using (answer.PushSequence())
            {
                answer.WriteObjectIdentifier("1.3.6.1.5.5.7.48.1.1");
                answer.WriteOctetString(basic.Encode());
            }
        }

        return answer.Encode();
    }

    private static byte[] Content(X509Certificate2 subject, X509Certificate2 issuer, bool isRevoked)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(One))
                writer.WriteEncodedValue(issuer.SubjectName.RawData);
            Time(now);
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                WriteId(writer, subject, issuer);
                if (!isRevoked)
                    writer.WriteNull(Zero);
                else
                    using (writer.PushSequence(One))
                        Time(now.AddHours(-2));
                Time(now.AddMinutes(-10));
                using (writer.PushSequence(Zero))
                    Time(now.AddDays(1));
            }
        }

        return writer.Encode();

        void Time(DateTimeOffset time) => writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
    }

    private static void WriteId(AsnWriter writer, X509Certificate2 subject, X509Certificate2 issuer)
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.3.14.3.2.26"); // SHA-1, as everybody has it here
                writer.WriteNull();
            }

            writer.WriteOctetString(SHA1.HashData(issuer.SubjectName.RawData));
            writer.WriteOctetString(SHA1.HashData(issuer.PublicKey.EncodedKeyValue.RawData));
            writer.WriteInteger(subject.SerialNumberBytes.Span);
        }
    }
}
