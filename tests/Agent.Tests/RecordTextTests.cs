using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Text;
using Xunit;

namespace Holdfast.Tests;

/// <summary>
/// In the executable a record without a ToString of its own has an empty text (cross-build/substitutions.xml), so no line for people may
/// be made of one.
/// </summary>
public sealed class RecordTextTests
{
    private const int FirstMethodSpecification = 0x2B000001; // ECMA-335 II.22.29

    private static readonly Type[] TextMakers =
        [typeof(string), typeof(StringBuilder), typeof(DefaultInterpolatedStringHandler), typeof(StringBuilder.AppendInterpolatedStringHandler)];

    [Theory]
    [InlineData("holdfast.dll")]
    [InlineData("Holdfast.Crypto.dll")]
    [InlineData("Holdfast.Platform.dll")]
    public void No_text_is_made_of_a_record_that_has_none(string assembly) => Assert.Empty(Inserted(assembly).Where(HasNoText).Distinct());

    [Fact]
    public void Such_records_are_seen()
    {
        string text = $"{new Bare(1)} {new Told(2)} {new Heir(3)}";
        Assert.NotEmpty(text);
        List<Type> inserted = Inserted("Agent.Tests.dll");

        Assert.Contains(typeof(Bare), inserted);
        Assert.Contains(typeof(Told), inserted);
        Assert.True(HasNoText(typeof(Bare)));
        Assert.True(HasNoText(typeof(Bare?)));
        Assert.False(HasNoText(typeof(Told)));
        Assert.False(HasNoText(typeof(Heir)));
        Assert.False(HasNoText(typeof(int)));
    }

    /// <summary>The types that interpolated strings and the like are told to insert.</summary>
    private static List<Type> Inserted(string assembly)
    {
        string path = Path.Combine(AppContext.BaseDirectory, assembly);
        using PEReader pe = new(File.OpenRead(path));
        int count = pe.GetMetadataReader().GetTableRowCount(TableIndex.MethodSpec);
        Module module = Assembly.LoadFrom(path).ManifestModule;
        return [.. Enumerable.Range(FirstMethodSpecification, count).SelectMany(token => Arguments(module, token))];
    }

    private static Type[] Arguments(Module module, int token)
    {
        try
        {
            MethodBase method = module.ResolveMethod(token)!;
            return TextMakers.Contains(method.DeclaringType) ? method.GetGenericArguments() : [];
        }
        catch (Exception problem) when (problem is ArgumentException or BadImageFormatException)
        {
            return []; // within something generic
        }
    }

    private static bool HasNoText(Type type)
    {
        Type record = Nullable.GetUnderlyingType(type) ?? type;
        const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        for (Type? one = record; one?.GetMethod("PrintMembers", own, [typeof(StringBuilder)]) is not null; one = one.BaseType)
        {
            if (one.GetMethod("ToString", own, []) is { } text)
                return text.IsDefined(typeof(CompilerGeneratedAttribute));
        }

        return false;
    }

    private readonly record struct Bare(int Number);

    private record Told(int Number)
    {
        public sealed override string ToString() => "told";
    }

    private sealed record Heir(int Number) : Told(Number);
}
