namespace Holdfast.Host.Bench;

/// <summary>Which cipher to prefer on this machine.</summary>
public static class CipherAdvice
{
    /// <summary>"prefer aes128gcm16: 1.1 times as fast as aes256gcm16, 3.0 times as fast as chacha20poly1305".</summary>
    /// <param name="rows">Of one kind, at least one; large packets decide, as they are most of what takes time.</param>
    public static string Of(IReadOnlyList<BenchRow> rows)
    {
        BenchRow best = rows[0];
        foreach (BenchRow row in rows)
        {
            if (row.Large.Median < best.Large.Median)
                best = row;
        }

        List<string> others = [];
        foreach (BenchRow row in rows)
        {
            if (row != best)
                others.Add($"{Times(row.Large.Median, best.Large.Median)} times as fast as {row.Cipher}");
        }

        return $"prefer {best.Cipher}{(others.Count == 0 ? "" : ": ")}{string.Join(", ", others)}";
    }

    /// <summary>With one decimal; in whole numbers, as the text of a fraction takes code that nothing else needs.</summary>
    private static string Times(long slow, long fast)
    {
        long tenths = (slow * 10 + fast / 2) / Math.Max(fast, 1);
        return $"{tenths / 10}.{tenths % 10}";
    }
}
