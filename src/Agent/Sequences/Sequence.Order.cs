namespace Holdfast.Sequences;

// Order and difference; for short sequences.
public static partial class Sequence
{
    public static T[] Distinct<T>(this IEnumerable<T> source)
    {
        List<T> results = [];
        foreach (T item in View(source))
            if (!Contains(results, item)) results.Add(item);
        return results.ToArray();
    }

    public static T[] DistinctBy<T, TKey>(this IEnumerable<T> source, Func<T, TKey> key)
    {
        List<T> results = [];
        HashSet<TKey> seen = [];
        foreach (T item in View(source))
            if (seen.Add(key(item))) results.Add(item);
        return results.ToArray();
    }

    public static T[] Except<T>(this IEnumerable<T> source, IEnumerable<T> others)
    {
        List<T> results = [];
        foreach (T item in View(source))
            if (!Contains(others, item) && !Contains(results, item)) results.Add(item);
        return results.ToArray();
    }

    public static T[] Order<T>(this IEnumerable<T> source, IComparer<T>? comparer = null) =>
        Sort(View(source).ToArray(), (comparer ?? Comparer<T>.Default).Compare);

    public static T[] OrderBy<T, TKey>(this IEnumerable<T> source, Func<T, TKey> key) =>
        Sort(View(source).ToArray(), (a, b) => Comparer<TKey>.Default.Compare(key(a), key(b)));

    public static T[] OrderByDescending<T, TKey>(this IEnumerable<T> source, Func<T, TKey> key) =>
        Sort(View(source).ToArray(), (a, b) => Comparer<TKey>.Default.Compare(key(b), key(a)));

    public static T? MaxBy<T, TKey>(this IEnumerable<T> source, Func<T, TKey> key) => FirstOrDefault(OrderByDescending(source, key));

    // By insertion, as equal ones must keep their order, which Array.Sort does not promise.
    private static T[] Sort<T>(T[] items, Comparison<T> comparison)
    {
        for (int i = 1; i < items.Length; i++)
        {
            T item = items[i];
            int place = i;
            for (; place > 0 && comparison(items[place - 1], item) > 0; place--)
                items[place] = items[place - 1];
            items[place] = item;
        }

        return items;
    }
}
