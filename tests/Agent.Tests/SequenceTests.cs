using Sequence = Holdfast.Sequences.Sequence;
using Xunit;

namespace Holdfast.Tests;

/// <summary>The agent's own operators do what LINQ's of the same name do, whatever the sequence is made of.</summary>
public sealed class SequenceTests
{
    public static TheoryData<int[]> Samples => new() { Array.Empty<int>(), new[] { 3 }, new[] { 1, 2, 3 }, new[] { 5, 1, 5, 4, 1, 2 }, new[] { 2, 2, 2 } };

    private static Func<IEnumerable<int>, IEnumerable<int>>[] Kinds => [list => list.ToList(), list => list.ToArray(), list => Yield(list), list => new Queue<int>(list)];

    [Theory, MemberData(nameof(Samples))]
    public void Sequences_of_all_kinds_become_what_LINQ_makes_of_them(int[] sample)
    {
        foreach (IEnumerable<int> source in Kinds.Select(kind => kind(sample)))
        {
            Assert.Equal(sample.Select(n => n * 2L), Sequence.Select(source, n => n * 2L));
            Assert.Equal(sample.Select((n, i) => (n, i)), Sequence.Select(source, (n, i) => (n, i)));
            Assert.Equal(sample.SelectMany(n => Yield([n, -n])), Sequence.SelectMany(source, n => Yield([n, -n])));
            Assert.Equal(sample.Where(IsOdd), Sequence.Where(source, IsOdd));
            Assert.Equal(sample.Concat([9, 8]), Sequence.Concat(source, [9, 8]));
            Assert.Equal(sample.Append(9), Sequence.Append(source, 9));
            Assert.Equal(sample.Prepend(9), Sequence.Prepend(source, 9));
            Assert.Equal(sample.TakeWhile(IsOdd), Sequence.TakeWhile(source, IsOdd));
            Assert.Equal(sample.ToArray(), Sequence.ToArray(source));
            Assert.Equal(sample.ToList(), Sequence.ToList(source));
            for (int count = -1; count < 8; count++)
            {
                Assert.Equal(sample.Take(count), Sequence.Take(source, count));
                Assert.Equal(sample.Skip(count), Sequence.Skip(source, count));
            }
        }
    }

    [Theory, MemberData(nameof(Samples))]
    public void Questions_have_the_answers_of_LINQ(int[] sample)
    {
        foreach (IEnumerable<int> source in Kinds.Select(kind => kind(sample)))
        {
            Assert.Equal(sample.Any(), Sequence.Any(source));
            Assert.Equal(sample.Any(IsOdd), Sequence.Any(source, IsOdd));
            Assert.Equal(sample.All(IsOdd), Sequence.All(source, IsOdd));
            Assert.Equal(sample.Contains(4), Sequence.Contains(source, 4));
            Assert.Equal(sample.Count(), Sequence.Count(source));
            Assert.Equal(sample.Count(IsOdd), Sequence.Count(source, IsOdd));
            Assert.Equal(sample.FirstOrDefault(), Sequence.FirstOrDefault(source));
            Assert.Equal(sample.FirstOrDefault(n => n > 1), Sequence.FirstOrDefault(source, n => n > 1));
            Assert.Equal(sample.LastOrDefault(n => n > 1), Sequence.LastOrDefault(source, n => n > 1));
            Assert.Equal(sample.Aggregate(7, (sum, n) => (sum * 3) + n), Sequence.Aggregate(source, 7, (sum, n) => (sum * 3) + n));
            Assert.True(Sequence.SequenceEqual(source, Yield(sample)));
            Assert.False(Sequence.SequenceEqual(source, [.. sample, 1]));
            Assert.False(Sequence.SequenceEqual(Sequence.Append(source, 1), Sequence.Append(source, 2)));
        }
    }

    [Theory, MemberData(nameof(Samples))]
    public void Order_and_difference_are_those_of_LINQ(int[] sample)
    {
        foreach (IEnumerable<int> source in Kinds.Select(kind => kind(sample)))
        {
            Assert.Equal(sample.Distinct(), Sequence.Distinct(source));
            Assert.Equal(sample.DistinctBy(IsOdd), Sequence.DistinctBy(source, IsOdd));
            Assert.Equal(sample.Except([2, 9]), Sequence.Except(source, [2, 9]));
            Assert.Equal(sample.Order(), Sequence.Order(source));
            Assert.Equal(sample.OrderBy(n => n % 2), Sequence.OrderBy(source, n => n % 2));
            Assert.Equal(sample.OrderByDescending(n => n % 2), Sequence.OrderByDescending(source, n => n % 2));
        }
    }

    [Fact]
    public void What_should_be_there_is_there_or_that_is_a_mistake()
    {
        Assert.Equal(3, Sequence.First([3, 4]));
        Assert.Equal(4, Sequence.First([3, 4], n => n > 3));
        Assert.Equal(3, Sequence.Single([3]));
        Assert.Equal(3, Sequence.SingleOrDefault([3]));
        Assert.Equal(0, Sequence.SingleOrDefault<int>([]));
        Assert.Equal("bb", Sequence.MaxBy(["a", "bb", "cc", ""], text => text.Length));
        Assert.ThrowsAny<Exception>(() => Sequence.First<int>([]));
        Assert.ThrowsAny<Exception>(() => Sequence.First([3], n => n > 3));
        Assert.ThrowsAny<Exception>(() => Sequence.Single<int>([]));
        Assert.ThrowsAny<Exception>(() => Sequence.Single([1, 2]));
        Assert.ThrowsAny<Exception>(() => Sequence.SingleOrDefault([1, 2]));
    }

    [Fact]
    public void Arrays_of_a_derived_type_are_sequences_of_the_base_too()
    {
        object[] texts = new string[] { "a", "b" };

        Assert.Equal(["a", "b"], Sequence.OfType<string>(Sequence.Concat(texts, [1])));
        Assert.Equal(["b", "a"], Sequence.OrderByDescending(texts, text => (string)text));
    }

    /// <summary>That LINQ would not allow: it looks when it is asked.</summary>
    [Fact]
    public void The_source_may_change_afterwards()
    {
        List<int> source = [1, 2, 3];
        foreach (int one in Sequence.Where(source, IsOdd))
            source.Remove(one);

        Assert.Equal([2], source);
    }

    private static bool IsOdd(int number) => number % 2 != 0;

    private static IEnumerable<int> Yield(IEnumerable<int> source)
    {
        foreach (int one in source)
            yield return one;
    }
}
