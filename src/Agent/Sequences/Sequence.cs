using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Holdfast.Sequences;

/// <summary>
/// What the agent uses of LINQ, under the same names, but at once and on arrays: LINQ's iterators cost the executable a class with
/// some twenty methods for each pair of types, here it is one short loop. Nothing is put off, so a source may change afterwards.
/// </summary>
public static partial class Sequence
{
    public static TResult[] Select<T, TResult>(this IEnumerable<T> source, Func<T, TResult> selector)
    {
        ReadOnlySpan<T> items = View(source);
        var results = new TResult[items.Length];
        for (int i = 0; i < results.Length; i++)
            results[i] = selector(items[i]);
        return results;
    }

    public static TResult[] Select<T, TResult>(this IEnumerable<T> source, Func<T, int, TResult> selector)
    {
        ReadOnlySpan<T> items = View(source);
        var results = new TResult[items.Length];
        for (int i = 0; i < results.Length; i++)
            results[i] = selector(items[i], i);
        return results;
    }

    public static TResult[] SelectMany<T, TResult>(this IEnumerable<T> source, Func<T, IEnumerable<TResult>> selector)
    {
        List<TResult> results = [];
        foreach (T item in View(source))
            results.AddRange(selector(item));
        return results.ToArray();
    }

    public static T[] Where<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        ReadOnlySpan<T> items = View(source);
        var results = new T[items.Length];
        int count = 0;
        foreach (T item in items)
            if (predicate(item)) results[count++] = item;
        return count == results.Length ? results : results[..count];
    }

    public static T[] OfType<T>(this IEnumerable<object?> source)
    {
        List<T> results = [];
        foreach (object? item in View(source))
            if (item is T one) results.Add(one);
        return results.ToArray();
    }

    public static T[] Concat<T>(this IEnumerable<T> source, IEnumerable<T> others)
    {
        ReadOnlySpan<T> first = View(source), second = View(others);
        var results = new T[first.Length + second.Length];
        first.CopyTo(results);
        second.CopyTo(results.AsSpan(first.Length));
        return results;
    }

    public static T[] Append<T>(this IEnumerable<T> source, T last) => Concat(source, [last]);

    public static T[] Prepend<T>(this IEnumerable<T> source, T first) => Concat([first], source);

    public static T[] Take<T>(this IEnumerable<T> source, int count)
    {
        ReadOnlySpan<T> items = View(source);
        return items[..Math.Clamp(count, 0, items.Length)].ToArray();
    }

    public static T[] Skip<T>(this IEnumerable<T> source, int count)
    {
        ReadOnlySpan<T> items = View(source);
        return items[Math.Clamp(count, 0, items.Length)..].ToArray();
    }

    public static T[] TakeWhile<T>(this IEnumerable<T> source, Func<T, bool> predicate)
    {
        ReadOnlySpan<T> items = View(source);
        int count = 0;
        while (count < items.Length && predicate(items[count])) count++;
        return items[..count].ToArray();
    }

    public static T[] ToArray<T>(this IEnumerable<T> source) => View(source).ToArray();

    public static List<T> ToList<T>(this IEnumerable<T> source) => new(source);

    // The items where they are; they are copied only where they are in neither an array nor a list. Never inlined: the compiler
    // would see static arrays through it, whose loops it gets wrong on arm64 (StaticArrayTests).
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ReadOnlySpan<T> View<T>(IEnumerable<T> source) => source switch
    {
        T[] array => new ReadOnlySpan<T>(array), // not Span: the array may be one of a derived type
        List<T> list => CollectionsMarshal.AsSpan(list),
        _ => CollectionsMarshal.AsSpan(new List<T>(source)),
    };
}
