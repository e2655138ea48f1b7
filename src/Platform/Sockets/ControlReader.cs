using Tmds.Linux;

namespace Holdfast.Platform;

/// <summary>Walks through the control messages that came with a datagram (cmsg(3)).</summary>
internal unsafe ref struct ControlReader(void* control, int length)
{
    private readonly byte* _control = (byte*)control;
    private int _next;

    public int Level { get; private set; }

    public int Type { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>To the next one; false: there is none, or it does not lie within.</summary>
    public bool Next()
    {
        int header = ControlWriter.Align(sizeof(cmsghdr));
        if (length - _next < header) return false;
        var entry = (cmsghdr*)(_control + _next);
        int size = (int)entry->cmsg_len;
        if (size < header || size > length - _next) return false;
        (Level, Type) = (entry->cmsg_level, entry->cmsg_type);
        Value = new ReadOnlySpan<byte>(_control + _next + header, size - header);
        _next += ControlWriter.Align(size);
        return true;
    }

    public readonly bool Is(int level, int type) => Level == level && Type == type;
}
