using Holdfast.Config;
using Holdfast.Platform;

namespace Holdfast.Host.Setup;

/// <summary>Makes a key in a file of its own, and a request for its certificate.</summary>
/// <returns>What is wrong; null: both are there.</returns>
public delegate string? MakeKey(string name, string path, out string request);

/// <summary>Where to, and how the device logs in there.</summary>
public sealed class LoginQuestions(Questions questions, Staging staging, MakeKey makeKey)
{
    private const string StandIn = "x"; // of what is not yet answered: each answer is judged as part of a whole configuration

    /// <summary>Without a draft: the certificate has to come first.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Null: ended.</summary>
    public Draft? Ask()
    {
        Draft draft = With(StandIn, ConfigKeys.Username, ConfigKeys.Password);
        string gateway = "", kind = "";
        bool isAnswered = questions.TryFill(draft, ConfigKeys.Gateway, "Gateway (host name or address): ", out gateway)
            && questions.TryAsk("Login: 1 user name and password, 2 pre-shared key, 3 certificate [1]: ", out kind,
                answer => answer is "" or "1" or "2" or "3" ? null : "1, 2 or 3");
        draft.Dispose();
        if (!isAnswered)
            return null;
        draft = kind switch
        {
            "2" => With(gateway, ConfigKeys.Identity, ConfigKeys.Secret),
            "3" => With(gateway, ConfigKeys.Certificate, ConfigKeys.PrivateKey),
            _ => With(gateway, ConfigKeys.Username, ConfigKeys.Password),
        };
        isAnswered = kind switch
        {
            "2" => questions.TryFill(draft, ConfigKeys.Identity, "Name that the gateway knows this device by: ", out _)
                && questions.TryFillSecret(draft, ConfigKeys.Secret, "Pre-shared key (not shown): "),
            "3" => TryCertificate(draft),
            _ => questions.TryFill(draft, ConfigKeys.Username, "User name: ", out _)
                && questions.TryFillSecret(draft, ConfigKeys.Password, "Password (not shown): "),
        };
        if (isAnswered)
            return draft;
        draft.Dispose();
        return null;
    }

    private static Draft With(string gateway, string name, string secret)
    {
        Draft draft = new();
        draft.Set(ConfigKeys.Gateway, gateway);
        draft.Set(name, StandIn);
        draft.Set(secret, StandIn);
        return draft;
    }

    /// <summary>The first time it makes the key; with the certificate beside it, the configuration.</summary>
    private bool TryCertificate(Draft draft)
    {
        string request = "", certificate = "", key = "";
        bool isAnswered = questions.TryAsk("Name that the certificate is for (such as site7.example.org): ", out _, name =>
        {
            if (name.Length == 0 || name.Contains('/') || staging.IsReserved(name))
                return "a host name, an address or an e-mail address";
            (certificate, key) = ($"{name}.pem", $"{name}.key");
            staging.MakeFolder();
            return Exists(key) ? null : makeKey(name, Path.Combine(staging.Folder, key), out request);
        });
        if (!isAnswered)
            return false;
        draft.Set(ConfigKeys.Certificate, certificate);
        draft.Set(ConfigKeys.PrivateKey, key);
        IsWaiting = !Exists(certificate);
        if (!IsWaiting)
            return true;
        questions.Say($"\nThe key is {Path.Combine(staging.Folder, key)}. {(request.Length > 0 ? $"This is the request for its certificate:\n\n{request}\n" : "")}" +
            $"Next: have an authority sign the request, put the certificate at {Path.Combine(staging.Folder, certificate)}, and run holdfast enroll again.\n");
        return false;
    }

    private bool Exists(string name) => FileGuard.Inspect(Path.Combine(staging.Folder, name)).IsRegular;
}
