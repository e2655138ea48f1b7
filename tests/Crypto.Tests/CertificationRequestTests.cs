using System.Diagnostics;
using System.Net;
using System.Text;
using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Crypto;

public sealed class CertificationRequestTests
{
    private static readonly GeneralName[] Names =
    [
        new(GeneralNameKind.Dns, "site.example"u8.ToArray()),
        new(GeneralNameKind.Email, "a@site.example"u8.ToArray()),
        new(GeneralNameKind.Ip, IPAddress.Parse("192.0.2.7").GetAddressBytes()),
    ];

    [Fact]
    public void The_signature_is_that_of_the_key()
    {
        foreach (KeyKind kind in Keys.Kinds)
        {
            byte[] request = CertificationRequest.Create(Keys.Of(kind), TestCertificate.Name("CN=site"), Names);
            var outer = new DerReader(request);
            Assert.True(outer.TryReadLast(Der.Sequence, out ReadOnlySpan<byte> inside));
            var parts = new DerReader(inside);
            Assert.True(parts.TryReadWhole(Der.Sequence, out ReadOnlySpan<byte> content));
            Assert.True(parts.TryReadWhole(Der.Sequence, out ReadOnlySpan<byte> identifier));
            Assert.True(parts.TryReadLast(Der.BitString, out ReadOnlySpan<byte> signature));
            Assert.True(SignatureAlgorithms.TryDecode(identifier, out SignatureAlgorithm algorithm));
            Assert.True(PublicKey.TryImport(Keys.Of(kind).ExportPublicKey(), out PublicKey? key, out _));
            using (key)
                Assert.True(key.Verify(algorithm, content, signature[1..]));
        }
    }

    [Fact]
    public void Another_program_reads_it_and_finds_it_right()
    {
        foreach (KeyKind kind in Keys.Kinds)
        {
            byte[] request = CertificationRequest.Create(
                Keys.Of(kind), TestCertificate.Name("C=DE, O=Größe, CN=site"), kind == KeyKind.P384 ? [] : Names);
            string output = OpenSsl(Pem.Encode("CERTIFICATE REQUEST", request), "req", "-verify", "-noout", "-text");
            Assert.Contains("verify OK", output);
            Assert.Contains("CN = site", output);
            const string Shown = "DNS:site.example, email:a@site.example, IP Address:192.0.2.7";
            Assert.Equal(kind != KeyKind.P384, output.Contains(Shown));
        }
    }

    [Fact]
    public void A_name_that_is_none_is_misuse()
    {
        foreach (GeneralName name in new GeneralName[]
        {
            new(GeneralNameKind.Dns, "a b"u8.ToArray()), new(GeneralNameKind.Dns, default),
            new(GeneralNameKind.Ip, new byte[5]),
        })
            Assert.Throws<ArgumentException>(
                "name", () => CertificationRequest.Create(Keys.Of(KeyKind.P256), TestCertificate.Name("CN=a"), [name]));
    }

    private static string OpenSsl(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
            process.WaitForExit();
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("there is no program openssl");
            return "";
        }
    }
}
