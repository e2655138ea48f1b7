using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Holdfast.Tests.Abi;

/// <summary>C's _Static_assert lines that say what our types say.</summary>
internal static class AbiAssertions
{
    public static string Equal(string expression, long value) =>
        $"_Static_assert((long long)({expression}) == {value}LL, \"{expression} is not {value}\");";

    /// <summary>Each constant of a class, under its own name.</summary>
    public static IEnumerable<string> Constants(Type type) => type
        .GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
        .Where(field => field.IsLiteral)
        .Select(field => Equal(field.Name, Convert.ToInt64(field.GetRawConstantValue())));

    /// <summary>Size, and each public field's offset and size.</summary>
    public static IEnumerable<string> Structure(Type type, string name)
    {
        yield return Equal($"sizeof({name})", Marshal.SizeOf(type));
        foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            var buffer = field.GetCustomAttribute<FixedBufferAttribute>();
            int size = Marshal.SizeOf(buffer?.ElementType ?? field.FieldType) * (buffer?.Length ?? 1);
            yield return Equal($"offsetof({name}, {field.Name})", Marshal.OffsetOf(type, field.Name));
            yield return Equal($"sizeof((({name} *)0)->{field.Name})", size);
        }
    }

    /// <summary>Each member of an enumeration but 0, under its name in C.</summary>
    public static IEnumerable<string> Enumeration<T>(Dictionary<T, string> names)
        where T : struct, Enum => Enum.GetValues<T>()
        .Where(value => Convert.ToInt64(value) != 0)
        .Select(value => Equal(names[value], Convert.ToInt64(value)));
}
