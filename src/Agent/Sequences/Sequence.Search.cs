namespace Holdfast.Sequences;

// Questions about a sequence.
public static partial class Sequence
{
    public static bool Any<T>(this IEnumerable<T> source) => !View(source).IsEmpty;

    public static bool Any<T>(this IEnumerable<T> source, Func<T, bool> predicate) => IndexOf(View(source), predicate) >= 0;

    public static bool All<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        foreach (T item in View(source))
            if (!predicate(item)) return false;
        return true;
    }

    public static bool Contains<T>(this IEnumerable<T> source, T wanted)
    {
        foreach (T item in View(source))
            if (EqualityComparer<T>.Default.Equals(item, wanted)) return true;
        return false;
    }

    public static int Count<T>(this IEnumerable<T> source) => View(source).Length;

    public static int Count<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        int count = 0;
        foreach (T item in View(source))
            if (predicate(item)) count++;
        return count;
    }

    public static T First<T>(this IEnumerable<T> source) => View(source)[0];

    public static T First<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        ReadOnlySpan<T> items = View(source);
        return items[IndexOf(items, predicate)];
    }

    public static T? FirstOrDefault<T>(this IEnumerable<T> source)
    {
        ReadOnlySpan<T> items = View(source);
        return items.IsEmpty ? default : items[0];
    }

    public static T? FirstOrDefault<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        ReadOnlySpan<T> items = View(source);
        int index = IndexOf(items, predicate);
        return index < 0 ? default : items[index];
    }

    public static T? LastOrDefault<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        ReadOnlySpan<T> items = View(source);
        for (int i = items.Length - 1; i >= 0; i--)
            if (predicate(items[i])) return items[i];
        return default;
    }

    /// <summary>The only one, or null where there is none.</summary>
    /// <exception cref="InvalidOperationException">There are several.</exception>
    public static T? SingleOrDefault<T>(this IEnumerable<T> source)
    {
        ReadOnlySpan<T> items = View(source);
        if (items.Length > 1) throw new InvalidOperationException("more than one");
        return items.IsEmpty ? default : items[0];
    }

    public static T? SingleOrDefault<T>(this IEnumerable<T> source, Func<T, bool> predicate) => SingleOrDefault(Where(source, predicate));

    /// <summary>The only one.</summary>
    /// <exception cref="InvalidOperationException">There is none, or several.</exception>
    public static T Single<T>(this IEnumerable<T> source)
    {
        ReadOnlySpan<T> items = View(source);
        return items.Length == 1 ? items[0] : throw new InvalidOperationException("not exactly one");
    }

    public static TResult Aggregate<T, TResult>(this IEnumerable<T> source, TResult seed, Func<TResult, T, TResult> step)
    {
        TResult result = seed;
        foreach (T item in View(source))
            result = step(result, item);
        return result;
    }

    public static bool SequenceEqual<T>(this IEnumerable<T> source, IEnumerable<T> others)
    {
        ReadOnlySpan<T> left = View(source), right = View(others);
        if (left.Length != right.Length) return false;
        for (int i = 0; i < left.Length; i++)
            if (!EqualityComparer<T>.Default.Equals(left[i], right[i])) return false;
        return true;
    }

    private static int IndexOf<T>(ReadOnlySpan<T> items, Func<T, bool> predicate)
    {
        for (int i = 0; i < items.Length; i++)
            if (predicate(items[i])) return i;
        return -1;
    }
}
