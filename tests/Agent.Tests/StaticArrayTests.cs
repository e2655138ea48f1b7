using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Xunit;

namespace Holdfast.Tests;

/// <summary>
/// ILCompiler 10.0.12 puts an array of structures that a static readonly field is initialized with into the file, and for arm64
/// compiles a foreach over it, or an element of it by its index, into reads from an absolute address, which in a static-pie is the wrong
/// one, and another in each build. Tests on x64 do not see it. So there is none: an instance field, a list or a call that takes the array does the same and is compiled right.
/// </summary>
public sealed class StaticArrayTests
{
    private const byte Field = 0x06, SingleArray = 0x1D, Structure = 0x11, GenericInstance = 0x15, Text = 0x0E; // ECMA-335 II.23.1.16

    private static readonly (int Key, int Value)[] Looped = [(1, 2), (3, 4)];
    private static readonly DayOfWeek[] Days = [DayOfWeek.Monday];

    [Theory]
    [InlineData("holdfast.dll")]
    [InlineData("Holdfast.Crypto.dll")]
    [InlineData("Holdfast.Platform.dll")]
    public void No_loop_goes_over_a_static_array_of_structures(string assembly) => Assert.Empty(Loops(assembly));

    [Theory]
    [InlineData("holdfast.dll")]
    [InlineData("Holdfast.Crypto.dll")]
    [InlineData("Holdfast.Platform.dll")]
    public void No_element_is_taken_of_a_static_array_of_structures(string assembly) =>
        Assert.Empty(Uses(assembly, IlTokens.IndexedStaticFields, isNamed: false));

    [Fact]
    public void Such_elements_are_seen()
    {
        Assert.Equal(4, At(1));
        List<string> uses = Uses("Agent.Tests.dll", IlTokens.IndexedStaticFields, isNamed: false);
        Assert.Contains($"{nameof(StaticArrayTests)}.{nameof(At)}: {nameof(Looped)}", uses);
        Assert.DoesNotContain(uses, use => use.StartsWith($"{nameof(StaticArrayTests)}.{nameof(Sum)}:", StringComparison.Ordinal));
    }

    [Fact]
    public void Such_loops_are_seen_in_methods_and_iterators()
    {
        Assert.Equal(7, Sum() + Iterate().First() + Names().Count());
        List<string> loops = Loops("Agent.Tests.dll");
        Assert.Contains($"{nameof(StaticArrayTests)}.{nameof(Sum)}: {nameof(Looped)}", loops);
        Assert.Contains(loops, loop => loop.StartsWith($"<{nameof(Iterate)}>", StringComparison.Ordinal));
        Assert.DoesNotContain(loops, loop => loop.StartsWith($"<{nameof(Names)}>", StringComparison.Ordinal));
    }

    private static int Sum()
    {
        int sum = 0;
        foreach ((_, int value) in Looped)
            sum += value;
        return sum - 1;
    }

    private static int At(int index) => Looped[index].Value;

    private static IEnumerable<int> Iterate()
    {
        foreach ((int key, _) in Looped)
            yield return key;
    }

    private static IEnumerable<string> Names()
    {
        foreach (DayOfWeek day in Days)
            yield return $"{day}";
    }

    private static List<string> Loops(string assembly) => Uses(assembly, IlTokens.LoopedStaticFields, isNamed: true);

    /// <param name="isNamed">Also tuples that begin with a text; those are made at run time, and their elements are read where they are.</param>
    private static List<string> Uses(string assembly, Func<byte[], IEnumerable<EntityHandle>> find, bool isNamed)
    {
        using PEReader pe = new(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly)));
        MetadataReader reader = pe.GetMetadataReader();
        List<string> found = [];
        foreach (MethodDefinition method in reader.MethodDefinitions.Select(reader.GetMethodDefinition).Where(m => m.RelativeVirtualAddress != 0))
        {
            string type = reader.GetString(reader.GetTypeDefinition(method.GetDeclaringType()).Name);
            foreach (EntityHandle token in find(pe.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!))
            {
                if (token.Kind == HandleKind.FieldDefinition && reader.GetFieldDefinition((FieldDefinitionHandle)token) is var field && IsArrayOfStructures(reader, field, isNamed))
                    found.Add($"{type}.{reader.GetString(method.Name)}: {reader.GetString(field.Name)}");
            }
        }

        return found;
    }

    private static bool IsArrayOfStructures(MetadataReader reader, FieldDefinition field, bool isNamed)
    {
        BlobReader signature = reader.GetBlobReader(field.Signature);
        if (!field.Attributes.HasFlag(FieldAttributes.InitOnly) || signature.ReadByte() != Field || signature.ReadByte() != SingleArray)
            return false;
        byte element = signature.ReadByte();
        if (element == GenericInstance)
        {
            if (signature.ReadByte() != Structure)
                return false;
            signature.ReadTypeHandle();
            return isNamed || signature.ReadCompressedInteger() == 0 || signature.ReadByte() != Text;
        }

        return element == Structure && !IsEnumeration(reader, signature.ReadTypeHandle());
    }

    private static bool IsEnumeration(MetadataReader reader, EntityHandle type)
    {
        if (type.Kind == HandleKind.TypeReference)
        {
            TypeReference outside = reader.GetTypeReference((TypeReferenceHandle)type);
            string name = $"{reader.GetString(outside.Namespace)}.{reader.GetString(outside.Name)}";
            return AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetType(name)).FirstOrDefault(t => t is not null)?.IsEnum ?? false;
        }

        EntityHandle parent = reader.GetTypeDefinition((TypeDefinitionHandle)type).BaseType;
        return parent.Kind == HandleKind.TypeReference && reader.GetString(reader.GetTypeReference((TypeReferenceHandle)parent).Name) == nameof(Enum);
    }
}
