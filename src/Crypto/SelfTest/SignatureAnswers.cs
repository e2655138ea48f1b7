namespace Holdfast.Crypto;

internal static class SignatureAnswers
{
    // RFC 6979 A.2.5 to A.2.7: the public key, and the signature of "sample" by the hash of the curve's strength.
    private const string P256Key =
        "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
        + "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
        + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";

    private const string P256Signature =
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";

    private const string P384Key =
        "3076301006072a8648ce3d020106052b81040022036200"
        + "04ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13"
        + "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720";

    private const string P384Signature =
        "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46"
        + "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8";

    private const string P521Key =
        "30819b301006072a8648ce3d020106052b810400230381860004"
        + "01894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd"
        + "371123d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f5023a4"
        + "00493101c962cd4d2fddf782285e64584139c2f91b47f87ff82354d6630f746a"
        + "28a0db25741b5b34a828008b22acc23f924faafbd4d33f81ea66956dfeaa2bfdfcf5";

    private const string P521Signature =
        "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f"
        + "174e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e377fa"
        + "00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af"
        + "282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a";

    // RFC 8032 7.1, test 1: of no bytes at all; the private key in PKCS #8.
    private const string Ed25519Private =
        "302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

    private const string Ed25519Signature =
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";

    // Project Wycheproof, rsa_signature_2048_sha256_test and rsa_pss_2048_sha256_mgf1_32_test, case 2 of each.
    private const string RsaKey =
        "30820122300d06092a864886f70d01010105000382010f003082010a0282010100a2b451a07d0aa5f96e455671513550"
        + "514a8a5b462ebef717094fa1fee82224e637f9746d3f7cafd31878d80325b6ef5a1700f65903b469429e89d6eac88450"
        + "97b5ab393189db92512ed8a7711a1253facd20f79c15e8247f3d3e42e46e48c98e254a2fe9765313a03eff8f17e1a029"
        + "397a1fa26a8dce26f490ed81299615d9814c22da610428e09c7d9658594266f5c021d0fceca08d945a12be82de4d1ece"
        + "6b4c03145b5d3495d4ed5411eb878daf05fd7afc3e09ada0f1126422f590975a1969816f48698bcbba1b4d9cae79d460"
        + "d8f9f85e7975005d9bc22c4e5ac0f7c1a45d12569a62807d3b9a02e5a530e773066f453d1f5b4c2e9cf7820283f742b9"
        + "d50203010001";

    private const string Pkcs1Signature =
        "8a1b220cb2ab415dc760eb7f5bb10335a3cca269d7dbbf7d0962ba79f9cf7b43a5fc09c99a1584f07403473d6c189a83"
        + "6897a5b6f8ea9fa22d601e6ba5f7411fe27c638b81b1a22363583a80fce8c7df3e40fb51bd0e60d0a6653f79f3bcb7ec"
        + "3e9dc14cfb5b31ab1735bca692d50ac03f979dda92747c6430f8045efa3513ba6e0ce3e9e35570e1c30c8ebe589b4419"
        + "2e1344ca83dfa576fc6fdc7bf1cd7cee875b001c8c02ce8d602769e4bd9d241c4857182a0089a8b67644e73eef105c55"
        + "0efa47a40874289395ac0c4e02fd4ba98e130a4c2d1b95521c6af4a002ac3bdc6e52122ae4c08cc3da1c896e059acbdd"
        + "ec574ac0432f6103dd97273d8803c102";

    private const string PssSignature =
        "0658c68fe0895646056d9bca422a64fe48813b4e14f0c8c4122e56d345b6813dc6286ffde014617e351c7af0a0d2c0f2"
        + "85def79cb734e1e055a25fa6fddc1c07da17b4b235c637413b1849c24311fa72331f4c0458c364a4916de8619b884d7e"
        + "37288fad12926fc091f4851686a04fd0a504dbce3db370663a6ea6128fea86c2ca94c63e0d34d7f2c845b5d71d9a5e54"
        + "4451f524a451acb85c49bba7864e0a34a48613a819caf3dfd0d510c940f1df21c3373915be1f3509a557fa4d5a4e9f27"
        + "3e85467961133e2482c0907386454228fb0246638616fc31bbb6fa7c2361b8035994eec69a923f4c0bb0ba8696dfe8b1"
        + "400c2398d7b343fdf498b1116c8de602";

    private const string Zeros = "0000000000000000000000000000000000000000";
    private const string Sample = "73616d706c65";

    internal static (string Name, Func<bool> Check)[] Cases =>
    [
        ("RSA PKCS #1", () => Verifies(RsaKey, SignatureAlgorithm.RsaPkcs1Sha256, Zeros, Pkcs1Signature)),
        ("RSA PSS", () => Verifies(RsaKey, SignatureAlgorithm.RsaPssSha256, Zeros, PssSignature)),
        ("ECDSA P-256", () => Verifies(P256Key, SignatureAlgorithm.EcdsaSha256, Sample, P256Signature)),
        ("ECDSA P-384", () => Verifies(P384Key, SignatureAlgorithm.EcdsaSha384, Sample, P384Signature)),
        ("ECDSA P-521", () => Verifies(P521Key, SignatureAlgorithm.EcdsaSha512, Sample, P521Signature)),
        ("Ed25519", SignsByEd25519),
    ];

    private static bool Verifies(string key, SignatureAlgorithm algorithm, string message, string signature)
    {
        byte[] data = Convert.FromHexString(message);
        byte[] right = Convert.FromHexString(signature);
        byte[] wrong = [.. right];
        wrong[^1] ^= 1;
        if (!PublicKey.TryImport(Convert.FromHexString(key), out PublicKey? verifier, out _))
            return false;
        using (verifier)
            return verifier.Verify(algorithm, data, right, EcdsaFormat.Fixed)
                && !verifier.Verify(algorithm, data, wrong, EcdsaFormat.Fixed);
    }

    private static bool SignsByEd25519()
    {
        if (!KeyFile.TryLoad(Convert.FromHexString(Ed25519Private), default, out KeyFile? file, out _))
            return false;
        using (file)
            return Known.Equal(file.Key.Sign(SignatureAlgorithm.Ed25519, default), Ed25519Signature);
    }
}
