using Tmds.Linux;

namespace Holdfast.Platform;

/// <summary>Writes the control messages that go with a datagram (cmsg(3)) to memory aligned for them.</summary>
internal unsafe ref struct ControlWriter(ulong* control)
{
    /// <summary>For one value of up to 8 bytes.</summary>
    public const int Space = 24;

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    public void Add<T>(int level, int type, T value)
        where T : unmanaged
    {
        int header = Align(sizeof(cmsghdr));
        byte* at = (byte*)control + Length;
        *(cmsghdr*)at = new cmsghdr { cmsg_len = header + sizeof(T), cmsg_level = level, cmsg_type = type };
        *(T*)(at + header) = value;
        Length += Align(header + sizeof(T));
    }

    public static int Align(int length) => (length + sizeof(nuint) - 1) & ~(sizeof(nuint) - 1);
}
