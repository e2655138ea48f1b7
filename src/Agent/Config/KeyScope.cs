using Microsoft.Extensions.Configuration;

namespace Holdfast.Config;

/// <summary>
/// One object of the file: the file itself, a connection or a Child SA. A key that it does not have is looked for in the
/// object around it, so that what several have in common is written once.
/// </summary>
/// <param name="Own">The object's own keys.</param>
/// <param name="Prefix">What goes before a key in an error, such as "connections[1].".</param>
internal sealed record KeyScope(IConfiguration Own, string Prefix, KeyScope? Outer)
{
    /// <summary>Keys that mean the object itself.</summary>
    private static readonly string[] NotInherited = [ConfigKeys.Name, ConfigKeys.Connections, ConfigKeys.Children];

    /// <summary>One way to log in: an object that has any of them does not inherit the others.</summary>
    private static readonly string[] Secrets =
    [
        ConfigKeys.Secret, ConfigKeys.SecretFile, ConfigKeys.Password, ConfigKeys.PasswordFile, ConfigKeys.Certificate,
        ConfigKeys.PrivateKey, ConfigKeys.Username,
    ];

    /// <summary>One post-quantum pre-shared key, likewise.</summary>
    private static readonly string[] Ppk = [ConfigKeys.Ppk, ConfigKeys.PpkFile, ConfigKeys.PpkId];

    public bool Has(string key) => Own.GetSection(key).Exists();

    /// <summary>The key with the place where it is written, or where it is missing.</summary>
    /// <param name="key">May carry an index: "esp[0]".</param>
    public string PathOf(string key)
    {
        string name = key.Split('[')[0];
        for (KeyScope? scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.Has(name)) return scope.Prefix + key;
        }
        return Prefix + key;
    }

    /// <summary>The scopes of the objects in a list of this one; none when there is no such list.</summary>
    public IReadOnlyList<KeyScope> Within(string list) =>
        [.. Own.GetSection(list).GetChildren().Select((entry, i) => new KeyScope(entry, $"{Prefix}{list}[{i}].", this))];

    /// <summary>The list that holds for this scope, its own or the one it inherits.</summary>
    public IReadOnlyList<KeyScope> WithinOrInherited(string list)
    {
        KeyScope? holder = this;
        while (holder is not null && !holder.Has(list)) holder = holder.Outer;
        if (holder is null) return [];
        return [.. holder.Within(list).Select(entry => entry with { Outer = this })];
    }

    /// <summary>All values, own and inherited, and beneath them the defaults of the profile.</summary>
    public RawOptions Bind()
    {
        var options = new RawOptions();
        Dictionary<string, string?> values = Values();
        Profiles.AddDefaults(values);
        new ConfigurationBuilder().AddInMemoryCollection(values).Build().Bind(options);
        return options;
    }

    private Dictionary<string, string?> Values()
    {
        Dictionary<string, string?> values = Outer?.Values() ?? new(StringComparer.OrdinalIgnoreCase);
        IEnumerable<string> replaced = Own.GetChildren().Select(section => section.Key).Concat(NotInherited);
        if (Secrets.Any(Has)) replaced = replaced.Concat(Secrets);
        if (Ppk.Any(Has)) replaced = replaced.Concat(Ppk);
        foreach (string key in replaced) Forget(values, key);
        foreach ((string path, string? value) in Own.AsEnumerable(makePathsRelative: true))
        {
            if (value is not null) values[path] = value;
        }
        return values;
    }

    private static void Forget(Dictionary<string, string?> values, string key)
    {
        foreach (string path in values.Keys.ToList())
        {
            bool isOfKey = path.StartsWith(key, StringComparison.OrdinalIgnoreCase)
                && (path.Length == key.Length || path[key.Length] == ':');
            if (isOfKey) values.Remove(path);
        }
    }
}
