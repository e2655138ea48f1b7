using System.Text;
using Holdfast.Host.Http;
using Xunit;

namespace Holdfast.Tests.Host.Http;

public sealed class HttpUrlTests
{
    [Theory]
    [InlineData("http://crl.example.test/ca.crl", "crl.example.test", 80, "/ca.crl", "crl.example.test")]
    [InlineData("HTTP://crl.example.test", "crl.example.test", 80, "/", "crl.example.test")]
    [InlineData("http://ocsp.example.test:8080?x=1", "ocsp.example.test", 8080, "/?x=1", "ocsp.example.test:8080")]
    [InlineData("http://192.0.2.7/a/b", "192.0.2.7", 80, "/a/b", "192.0.2.7")]
    [InlineData("http://[2001:db8::7]:81/", "2001:db8::7", 81, "/", "[2001:db8::7]:81")]
    public void Is_taken_apart(string text, string host, int port, string target, string authority)
    {
        Assert.True(HttpUrl.TryParse(text, out HttpUrl? url));
        Assert.Equal((host, (ushort)port, target, authority), (url.Host, url.Port, url.Target, url.Authority));
    }

    [Theory]
    [InlineData("https://crl.example.test/")]
    [InlineData("ldap://crl.example.test/")]
    [InlineData("http:///ca.crl")]
    [InlineData("http://user@crl.example.test/")]
    [InlineData("http://crl.example.test/#x")]
    [InlineData("http://crl.example.test/a b")]
    [InlineData("http://crl.example.test/\r\nX: y")]
    [InlineData("http://crl.example.test:0/")]
    [InlineData("http://crl.example.test:65536/")]
    [InlineData("http://2001:db8::7/")]
    [InlineData("http://[192.0.2.7]/")]
    public void Anything_else_is_refused(string text) => Assert.False(HttpUrl.TryParse(text, out _));

    [Fact]
    public void A_request_asks_to_close_and_says_what_it_brings()
    {
        HttpUrl.TryParse("http://a.example.test:81/x", out HttpUrl? url);

        Assert.StartsWith(
            "GET /x HTTP/1.1\r\nHost: a.example.test:81\r\nConnection: close\r\n",
            Encoding.ASCII.GetString(new HttpRequest(url!, [], "", 10).ToBytes()), StringComparison.Ordinal);
        Assert.EndsWith(
            "Content-Type: application/ocsp-request\r\nContent-Length: 3\r\n\r\nabc",
            Encoding.ASCII.GetString(new HttpRequest(url!, "abc"u8.ToArray(), "application/ocsp-request", 10).ToBytes()),
            StringComparison.Ordinal);
    }
}
