namespace Holdfast.Host.Links;

/// <summary>
/// What an answer over plain HTTP says of the network. The configured address answers with 204 and nothing, or with 200 and a word
/// or two of plain text; whatever leads elsewhere or is a page comes from somebody in between.
/// </summary>
public static class InternetAnswer
{
    public const int MostBytes = 4096;

    private const int Fine = 200, NoContent = 204, LoginWanted = 511; // the last by RFC 6585, section 6
    private const int MostWords = 128;

    /// <param name="status">0: there was no answer.</param>
    /// <param name="body">Null: it was cut off, too long, or there is none.</param>
    public static InternetState Of(int status, byte[]? body) => status switch
    {
        0 => InternetState.NoAnswer,
        NoContent => InternetState.Open,
        Fine when body is { Length: <= MostWords } && !body.AsSpan().Contains((byte)'<') => InternetState.Open,
        Fine or LoginWanted or (>= 300 and < 400) => InternetState.Captive,
        _ => InternetState.NotAsked, // a server with a trouble of its own says nothing of the network
    };
}
