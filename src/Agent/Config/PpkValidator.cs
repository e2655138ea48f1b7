using System.Diagnostics.CodeAnalysis;
using System.Text;
using Holdfast.Crypto;

namespace Holdfast.Config;

/// <summary>The keys of a post-quantum pre-shared key, which are there together or not at all.</summary>
internal sealed class PpkValidator(ConfigValues values)
{
    private const int MaxId = 255;

    private const string Alone =
        $"is of use with a post-quantum pre-shared key only; add \"{ConfigKeys.Ppk}\" or \"{ConfigKeys.PpkFile}\", or leave the key out";

    /// <summary>Null where there is none.</summary>
    public PpkConfig? Validate(RawOptions raw)
    {
        if (raw.Ppk is null && raw.PpkFile is null)
        {
            if (raw.PpkId is not null)
                values.Fail(ConfigKeys.PpkId, Alone);
            if (raw.PpkRequired is not null)
                values.Fail(ConfigKeys.PpkRequired, Alone);
            return null;
        }

        if (raw.Ppk is not null && raw.PpkFile is not null)
            values.Fail(ConfigKeys.PpkFile, $"is given beside \"{ConfigKeys.Ppk}\"; keep one of them");
        return new PpkConfig
        {
            Id = values.Required<string>(
                raw.PpkId, ConfigKeys.PpkId, "the name that the gateway knows the post-quantum pre-shared key by", TryId) ?? "",
            Secret = values.Parsed<SecretBytes>(raw.Ppk, ConfigKeys.Ppk, SecretText.TryDecode),
            File = values.Parsed<string>(raw.PpkFile, ConfigKeys.PpkFile, SourceText.TrySecret),
            IsRequired = raw.PpkRequired ?? ConfigDefaults.PpkRequired,
        };
    }

    private static bool TryId(string text, [NotNullWhen(true)] out string? id, [NotNullWhen(false)] out string? problem)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        problem = length is 0 or > MaxId ? $"has {length} bytes; 1 to {MaxId} are allowed" : null;
        id = problem is null ? text : null;
        return problem is null;
    }
}
