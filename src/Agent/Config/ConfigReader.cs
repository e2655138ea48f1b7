using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace Holdfast.Config;

/// <summary>
/// From the bytes of the configuration file to a valid configuration, or to everything that is wrong with it.
/// </summary>
public static class ConfigReader
{
    public const int MaxFileSize = JsonShape.MaxFileSize;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Never throws because of what the file holds.</summary>
    /// <param name="content">
    /// JSON in UTF-8; comments and trailing commas may be there. It holds the secret: the caller clears it.
    /// </param>
    /// <param name="file">Its name, for the errors.</param>
    /// <param name="errors">Empty exactly when true is returned.</param>
    public static bool TryRead(
        byte[] content, string file, [NotNullWhen(true)] out AgentConfig? config, out IReadOnlyList<ConfigError> errors)
    {
        config = null;
        var found = new List<ConfigError>();
        errors = found;
        int start = content.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        JsonShape.Check(content.AsSpan(start), file, found);
        if (found.Count > 0) return false;
        var wrong = new ConfigErrors(file);
        config = new ConfigValidator(wrong).Validate(Parse(content, start));
        errors = wrong.All;
        return config is not null;
    }

    /// <summary>
    /// The provider keeps every value, the secret too, as a string that nothing can clear: it stays in memory until the
    /// collector reuses the place. <see cref="ConnectionConfig"/> holds it in secure memory from here on.
    /// </summary>
    private static IConfigurationRoot Parse(byte[] content, int start)
    {
        using var stream = new MemoryStream(content, start, content.Length - start, writable: false);
        return new ConfigurationBuilder().AddJsonStream(stream).Build();
    }
}
