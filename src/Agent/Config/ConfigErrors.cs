namespace Holdfast.Config;

/// <summary>All that is wrong with a file; what several connections inherit is said once.</summary>
internal sealed class ConfigErrors(string file)
{
    private readonly List<ConfigError> _errors = [];

    public IReadOnlyList<ConfigError> All => _errors;

    public bool IsEmpty => _errors.Count == 0;

    public void Add(string key, string problem)
    {
        var error = new ConfigError(file, key, problem);
        if (!_errors.Contains(error)) _errors.Add(error);
    }
}
