namespace Holdfast.Config;

/// <summary>The words of one proposal, sorted out table by table; what no table knows is the problem.</summary>
internal sealed class ProposalWords(string text)
{
    private readonly string[] _words = text.Split('-');
    private readonly HashSet<string> _known = [];
    private readonly List<string> _allowed = [];
    private string? _repeated;

    /// <summary>The values whose words occur, in the order they are written.</summary>
    public List<T> Take<T>((string Name, T Value)[] table) where T : struct
    {
        var taken = new List<T>();
        _allowed.AddRange(AlgorithmNames.All(table));
        foreach (string word in _words)
        {
            int row = Array.FindIndex(table, row => row.Name == word);
            if (row < 0) continue;
            _known.Add(word);
            if (taken.Contains(table[row].Value)) _repeated ??= word;
            else taken.Add(table[row].Value);
        }
        return taken;
    }

    /// <summary>The additional key exchanges, in the order they are written.</summary>
    public List<AdditionalChoice> TakeAdditional()
    {
        var taken = new List<AdditionalChoice>();
        _allowed.AddRange(AlgorithmNames.UsualAdditional);
        foreach (string word in _words)
        {
            if (!AlgorithmNames.TryReadAdditional(word, out AdditionalChoice? exchange)) continue;
            _known.Add(word);
            if (taken.Contains(exchange)) _repeated ??= word;
            else taken.Add(exchange);
        }
        return taken;
    }

    public string? Problem()
    {
        string? refused = _words.FirstOrDefault(AlgorithmNames.Refused.Contains);
        if (refused is not null)
            return $"{InputText.Quote(refused)} is too weak and never used; allowed: {string.Join(", ", _allowed)}";
        string? unknown = _words.FirstOrDefault(word => !_known.Contains(word));
        if (unknown is not null)
        {
            string nearest = InputText.DidYouMean(unknown, _allowed);
            return $"unknown algorithm {InputText.Quote(unknown)}{nearest}; allowed: {string.Join(", ", _allowed)}";
        }
        return _repeated is null ? null : $"{InputText.Quote(_repeated)} names an algorithm twice";
    }
}
