using System.Text.Json;

namespace Holdfast.Tests.Crypto;

/// <summary>One case of a Wycheproof file, with its group.</summary>
internal readonly record struct WycheproofCase(JsonElement Group, JsonElement Test)
{
    /// <summary>Computing or accepting is right. "Acceptable" cases are neither valid nor invalid.</summary>
    internal bool IsValid => Result == "valid";

    internal bool IsInvalid => Result == "invalid";

    internal string Id => $"case {Test.GetProperty("tcId").GetInt32()}, {Test.GetProperty("comment").GetString()}";

    private string Result => Test.GetProperty("result").GetString()!;

    internal byte[] Bytes(string name) => Convert.FromHexString(Test.GetProperty(name).GetString()!);

    /// <summary>A size of the group, in bits.</summary>
    internal int Size(string name) => Group.GetProperty(name).GetInt32();

    internal bool HasFlag(string flag) =>
        Test.GetProperty("flags").EnumerateArray().Any(value => value.GetString() == flag);

    internal static IEnumerable<WycheproofCase> All(JsonDocument file) =>
        from test in file.RootElement.GetProperty("testGroups").EnumerateArray()
        from one in test.GetProperty("tests").EnumerateArray()
        select new WycheproofCase(test, one);
}
