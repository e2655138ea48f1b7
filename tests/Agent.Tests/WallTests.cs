using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit;

namespace Holdfast.Tests;

/// <summary>
/// The walls between the rooms, read from the compiled code: every type that a room's types name, in signatures and in
/// method bodies.
/// </summary>
public sealed class WallTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Holdfast.Wire"] = [],
        ["Holdfast.Time"] = [],
        [ForAll] = [],
        ["Holdfast.Supervision"] = ["Holdfast.Wire", "Holdfast.Time", "Holdfast.Crypto"],
        ["Holdfast.Esp"] = ["Holdfast.Wire", "Holdfast.Crypto", "Holdfast.Time"],
        ["Holdfast.Ike"] = ["Holdfast.Wire", "Holdfast.Crypto", "Holdfast.Time", "Holdfast.Esp"],
        ["Holdfast.Supervision"] = ["Holdfast.Wire", "Holdfast.Crypto", "Holdfast.Time"],
        ["Holdfast.Config"] = ["Holdfast.Wire", "Holdfast.Crypto"],
        ["Holdfast.Cli"] = ["Holdfast.Host", "Holdfast.Config", "Holdfast.Crypto", "Holdfast.Platform"],
    };

    /// <summary>What of LINQ all rooms use; it names none of them.</summary>
    private const string ForAll = "Holdfast.Sequences";

    /// <summary>Clocks, randomness, sockets, files and devices: none of it inside the core.</summary>
    private static readonly string[] ForbiddenInCore =
    [
        "System.Net.Sockets", "System.IO.File", "System.IO.FileStream", "System.DateTime", "System.DateTimeOffset",
        "System.Diagnostics.Stopwatch", "System.Environment", "System.Random", "System.Console", "System.Threading.Thread",
        "System.Threading.Tasks", "System.Security.Cryptography.RandomNumberGenerator",
    ];

    [Fact]
    public void Rooms_name_only_their_neighbours()
    {
        List<string> breaches = [.. References("holdfast.dll")
            .Where(r => r.To.StartsWith("Holdfast.", StringComparison.Ordinal) && Room(r.From) is { } room && Allowed.ContainsKey(room)
                && Room(r.To) != room && Room(r.To) != ForAll && !Allowed[room].Contains(Room(r.To)))
            .Select(r => $"{r.From} -> {r.To}")
            .Distinct()];

        Assert.Empty(breaches);
    }

    [Fact]
    public void From_esp_the_control_plane_takes_the_specification_of_a_child_and_nothing_else()
    {
        HashSet<string> taken = [.. References("holdfast.dll")
            .Where(r => Room(r.From) == "Holdfast.Ike" && Room(r.To) == "Holdfast.Esp")
            .Select(r => r.To)];

        Assert.Subset(
            new HashSet<string> { "Holdfast.Esp.ChildSaSpec", "Holdfast.Esp.EspAlgorithm", "Holdfast.Esp.EspAlgorithms", "Holdfast.Esp.EspMode", "Holdfast.Esp.ChildLimits" },
            taken);
        Assert.NotEmpty(taken);
    }

    [Fact]
    public void The_core_names_no_clock_no_randomness_no_socket_and_no_file()
    {
        string[] core = ["Holdfast.Wire", "Holdfast.Ike", "Holdfast.Esp", "Holdfast.Time", "Holdfast.Supervision"];
        List<string> breaches = [.. References("holdfast.dll")
            .Where(r => core.Contains(Room(r.From)) && ForbiddenInCore.Any(f => r.To == f || r.To.StartsWith(f + ".", StringComparison.Ordinal)))
            .Select(r => $"{r.From} -> {r.To}")
            .Distinct()];

        Assert.Empty(breaches);
    }

    [Fact]
    public void Supervision_takes_of_crypto_the_source_of_randomness_and_nothing_else() => Assert.DoesNotContain(
        References("holdfast.dll"), r => Room(r.From) == "Holdfast.Supervision" && Room(r.To) == "Holdfast.Crypto" && r.To != "Holdfast.Crypto.IRandom");

    [Fact]
    public void Crypto_and_platform_do_not_know_each_other_nor_the_agent()
    {
        Assert.DoesNotContain(References("Holdfast.Crypto.dll"), r => Room(r.To) is not "Holdfast.Crypto" and not "");
        Assert.DoesNotContain(References("Holdfast.Platform.dll"), r => Room(r.To) is not "Holdfast.Platform" and not "");
    }

    [Fact]
    public void The_reader_of_references_sees_method_bodies()
    {
        Assert.Contains(References("holdfast.dll"), r => r == ("Holdfast.Host.Loop.EventLoop", "Holdfast.Platform.BootClock"));
    }

    /// <summary>"Holdfast.Ike" for "Holdfast.Ike.States.InitState"; "" for what is not ours.</summary>
    private static string Room(string type)
    {
        string[] parts = type.Split('.');
        return parts[0] == "Holdfast" && parts.Length > 2 ? $"Holdfast.{parts[1]}" : "";
    }

    private static List<(string From, string To)> References(string assembly)
    {
        using PEReader pe = new(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly)));
        MetadataReader reader = pe.GetMetadataReader();
        List<(string From, string To)> references = [];
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            TypeDefinition type = reader.GetTypeDefinition(handle);
            string from = OutermostName(reader, handle);
            NameCollector names = new(reader);
            foreach (FieldDefinitionHandle field in type.GetFields())
                reader.GetFieldDefinition(field).DecodeSignature(names, null);
            foreach (MethodDefinitionHandle method in type.GetMethods())
                ReadMethod(pe, reader, reader.GetMethodDefinition(method), names);
            names.Add(type.BaseType);
            references.AddRange(names.Found.Select(to => (from, to)));
        }

        return references;
    }

    private static void ReadMethod(PEReader pe, MetadataReader reader, MethodDefinition method, NameCollector names)
    {
        method.DecodeSignature(names, null);
        if (method.RelativeVirtualAddress == 0)
            return;
        MethodBodyBlock body = pe.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
            reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(names, null);
        foreach (EntityHandle token in IlTokens.Read(body.GetILBytes()!))
            names.Add(token);
    }

    private static string OutermostName(MetadataReader reader, TypeDefinitionHandle handle)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        while (type.IsNested)
            type = reader.GetTypeDefinition(type.GetDeclaringType());
        return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }
}
