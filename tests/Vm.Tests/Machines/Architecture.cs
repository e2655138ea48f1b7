namespace Holdfast.Vm.Machines;

/// <summary>What there is a machine of.</summary>
/// <param name="Name">As Debian has it.</param>
/// <param name="Rid">The agent's binary for it.</param>
/// <param name="Emulator">QEMU's program.</param>
/// <param name="Package">The Debian package with that program.</param>
public sealed record Architecture(string Name, string Rid, string Emulator, string Package)
{
    public static Architecture Amd64 { get; } = new("amd64", "linux-x64", "qemu-system-x86_64", "qemu-system-x86");

    /// <summary>With the newest that Debian has: kernel and gateway.</summary>
    public static Architecture Newest { get; } = Amd64 with { Suite = "sid" };

    /// <summary>The newest programs on a kernel of our own that has ESP in TCP.</summary>
    public static Architecture Espintcp { get; } = Newest with { Image = ["espintcp.sh"] };

    public static Architecture Arm64 { get; } = new("arm64", "linux-arm64", "qemu-system-aarch64", "qemu-system-arm");

    /// <summary>Debian's, where kernel, tools and gateways come from.</summary>
    public string Suite { get; init; } = "bookworm";

    /// <summary>The script that makes the image, with what it is told; null: the usual one.</summary>
    public IReadOnlyList<string>? Image { get; init; }

    public override string ToString() => Name;
}
