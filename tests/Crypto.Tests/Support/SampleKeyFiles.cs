namespace Holdfast.Tests.Crypto;

/// <summary>Key files that OpenSSL's command line made. The password of those that are encrypted is "secret".</summary>
internal static class SampleKeyFiles
{
    internal const string Ed25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEILK6LBRUzJH5ZDcsip3Af0jtd22gOJrbzm9P1LykrMFJ
        -----END PRIVATE KEY-----
        """;

    internal const string Ed25519Encrypted = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAg7WKufDrsEGwICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEK91zaGRmnbhoWmIoRYH7+UEQFNv
        mHwpSZ/gtYzM5ELoKYa/EhCqWjMZqbarc3SYo9TJFtwpEC52u7Ob+G6z66rXlhzf
        ppi0YUDcZFi0VPETxik=
        -----END ENCRYPTED PRIVATE KEY-----
        """;

    /// <summary>By a function that this build leaves out.</summary>
    internal const string Ed25519WithScrypt = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGTME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAjuEDiSn9JFIgICQAAC
        AQgCAQEwHQYJYIZIAWUDBAEqBBBxDo7B7o9uWvg/iTFthTF3BEAfC/ir7i72nzZk
        H/p6wrxTayb93KDI/aUzdRrrEvEPn2uHV5+4GnpbqtHbreHfpVmJizfMdBz6kyio
        OAK8GDfF
        -----END ENCRYPTED PRIVATE KEY-----
        """;

    internal const string P256Traditional = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIP9sd8livchho9aIzPnP914GuaVPVp6l59/FC6Yg5x1poAoGCCqGSM49
        AwEHoUQDQgAEA66RpUKf7wOBwQIufl8cRbBmM36LPk9ULMBUNt6yv5QAuDNo5ak9
        49FqbGqkwQyMxwdYvjcP6OBptGb8/aPOXA==
        -----END EC PRIVATE KEY-----
        """;

    internal const string P256TraditionalEncrypted = """
        -----BEGIN EC PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,426F20F268BFC17ED620651A903D959B

        6xPWdCRsGaJLBBQoEtPu3jFbLTNZSSjE+ZpGkhAx+zmVFw+iBEA82vBXFnB667Ga
        iAzGZs2q6SkBz1DNEZHa2P+zu/BV7jSGbFzohWhfbNmpnAF1+8GTAdZbeHFixqSM
        geEDdQm5d86gNwyCEkKqquala9VICmK4u37kIM2xfZ4=
        -----END EC PRIVATE KEY-----
        """;

    /// <summary>Of the key above.</summary>
    internal const string OwnCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBcTCCARegAwIBAgIULwOC2K0MKB+p+UabzQdcIgLhUVQwCgYIKoZIzj0EAwIw
        DjEMMAoGA1UEAwwDT3duMB4XDTI2MTEyNDE2MjE1N1oXDTM2MTEyMTE2MjE1N1ow
        DjEMMAoGA1UEAwwDT3duMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEA66RpUKf
        7wOBwQIufl8cRbBmM36LPk9ULMBUNt6yv5QAuDNo5ak949FqbGqkwQyMxwdYvjcP
        6OBptGb8/aPOXKNTMFEwHQYDVR0OBBYEFDLryGJr84IQA2n3gUZ5ay7GIkC4MB8G
        A1UdIwQYMBaAFDLryGJr84IQA2n3gUZ5ay7GIkC4MA8GA1UdEwEB/wQFMAMBAf8w
        CgYIKoZIzj0EAwIDSAAwRQIhAOnWRzoU/KJRGEP1wHFQ+UFTnMtCTX9bCuyM4rhI
        2XjNAiB+nlWxqXGZt34PnpyvSHEfajMwgOcE42JGX3IjcgYrgA==
        -----END CERTIFICATE-----
        """;

    internal const string OtherCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBNDCB56ADAgECAhRa1j6lhaO3WVD2i8hbwGNBwDI06TAFBgMrZXAwEDEOMAwG
        A1UEAwwFT3RoZXIwHhcNMjYxMTI0MTYyMTU3WhcNMzYxMTIxMTYyMTU3WjAQMQ4w
        DAYDVQQDDAVPdGhlcjAqMAUGAytlcAMhAC8pODQ7mPPghXc6UUWU4O4lgqnWQp6A
        9k4A9BQ6qx1ro1MwUTAdBgNVHQ4EFgQUXNbR/IjneSyx89pZzFM8E2mI67QwHwYD
        VR0jBBgwFoAUXNbR/IjneSyx89pZzFM8E2mI67QwDwYDVR0TAQH/BAUwAwEB/zAF
        BgMrZXADQQC3Bdw1nEhFq7e1l3EgZbJi11k+006MLuAlmHeWQUBBBrQ9i0iESTM+
        L4CTH3wMt6Y2rEKeMz1nE32NEUVzLHIN
        -----END CERTIFICATE-----
        """;

    /// <summary>PKCS #12 with the key and both certificates.</summary>
    internal static byte[] Container => Convert.FromBase64String(
        "MIIFbAIBAzCCBSIGCSqGSIb3DQEHAaCCBRMEggUPMIIFCzCCA8IGCSqGSIb3DQEHBqCCA7MwggOvAgEAMIIDqAYJKoZIhvcNAQcB" +
        "MFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAglJtIHrrtc7QICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEELCi" +
        "k3ulR93rFkU4EJHAARKAggNANWXaZjbL9LRHFtx1ZXyMJ3W9WIl+pt720s1g2wBYnT1b8c3CNSrw9e2yyE2SXVJoKNIt/i4cvbWJ" +
        "w40MtGhZMDx+m0h66CPCEZE1RLnd82Pc8pTAu0snqbh9air04TQeYZQAJWrJzroniI60fq41q+lBXDWjhbn+LWyA8gW0i4fou+rc" +
        "i6mqBS0HL5Ls09J29AZXNiiAS3HY+ZKkW3ZlWr2bvZLKU85fbxIS3gd7bN7MwlbPw4Pa/LNh/1bLdDYKGujUC6eaJjC2X+l4yAVG" +
        "LbdfZ0QVL2iQUW5nivpJEFhZVAzQoTxOI7AchTGYgXAcGU9bDbSoLE+yCjAP56kskoQxI4b2ODKmS358Kqdj+1aMXA6p1xnvmKoN" +
        "mFb2znZwJCwKSwBXbMZ7KEqmqy8cQ8fyF47/KLGNY062JAr3x+a1E4CUCrGM0llYRX5Al4SkHIKGSjKA7g4vAKrCEFpnb9XTJPQ/" +
        "QIrGEtwQvgT0yspzjfhkHX/tB2JtndMTgWLIpUZpEhE3RVuo4/Fa8s2gc9zUu7tIZD2JdtMxVuG6gkNA0cdxCpXCiE2za0GZvnf5" +
        "i8FkBtArO3c2Z3Xeu5PCVVvuIC1714ROYK4usRpgQUunb0PrulUQBplHG1v11ez/nJCb2P/OQ1wom4a6cRiQhavEilZ+9Nop4dAJ" +
        "FaZfi33Ig58YqDwyZNdSJepc8hEWevpveUs/aYSUlMKx+kEmmgN4p2SE2w8Yg2pskxGr44sey/ThsLEeN78EhzSb9b1Rbf3KzzUg" +
        "AGBILQBj1gkNTFT0KbAeGRdrZWxaipt5S/uGWd/959OMAR0rM/V3LZOp/E3jxNY9v8iDWeM2Dm2K16sIZGPV89tYdzPJlAAXrGA7" +
        "MxA2TfgcZNQpi+vzGNr44oErRdpYYFBwFW2nnB/h6AI580JNg3qXDF9HolaXpLbdLKwU1oRpnLzswuJAFiWYcB0XdPYodn9jVF27" +
        "XwV6p6P7iFIHcIqnY3HVUJc6AvJheqLN2Q24JTkVcYh/ccXKVavgmTI7N30etgiZH3OvcjOTajpAh+6cA3KdL7IcASCPfRx85z56" +
        "cPDhXtkPJdvgvzilcgN9qz0aJXS5SI0s2DCCAUEGCSqGSIb3DQEHAaCCATIEggEuMIIBKjCCASYGCyqGSIb3DQEMCgECoIHvMIHs" +
        "MFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAh9MY7pSzLuxQICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEENO" +
        "7MPJ0Gqp5Mh/oLdKwWcEgZBZAO52Fp04uiEW0zy2VhKxJ8jVKDVcMIaZNzCP4RnRIQYxX5KHj/BQJwjY5O67HBYTpWFfR4/U7OQa" +
        "78cvVZDK+vLgWzP8dffsVrIZXhXQEO3Hb98monsDtUqQutON8+6/AOFZjaIBgc4di5yy3t9p7qf1xiuP2sO7tYfOl0gYmZQnn/rt" +
        "pwcOfgLxYKz5dQwxJTAjBgkqhkiG9w0BCRUxFgQU4Z9di1SDhaa5S1P8P9HX/EkP12UwQTAxMA0GCWCGSAFlAwQCAQUABCBcUkNd" +
        "BNtT4fmxhNt9W+Tza602tSGLX/CGmOz+VR7yTwQIwzmPWkEe00gCAggA");
}
