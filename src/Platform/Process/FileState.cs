using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>What statx(2) says of a file, links not followed. The default value: it does not exist.</summary>
/// <param name="Type">S_IFREG, S_IFLNK, ... of inode(7); 0 where it does not exist.</param>
/// <param name="Mode">The permission bits, such as 0600 (octal).</param>
/// <param name="Device">Major and minor number of the device it is on.</param>
public readonly record struct FileState(
    int Type, int Mode, uint OwnerUid, uint OwnerGid, long Size, ulong Device, ulong Inode)
{
    private const int TypeBits = 0xF000, PermissionBits = 0xFFF;

    public bool Exists => Type != 0;

    /// <summary>When content, owner or mode last changed (st_ctime), in nanoseconds since 1970; no program can set it back.</summary>
    public long ChangedAt { get; private init; }

    public bool IsRegular => Type == (ushort)S_IFREG;

    public bool IsSymlink => Type == (ushort)S_IFLNK;

    public bool IsDirectory => Type == (ushort)S_IFDIR;

    public bool IsSocket => Type == (ushort)S_IFSOCK;

    /// <summary>Whether anyone but the owner may read, write or run it.</summary>
    public bool IsOpenToOthers => (Mode & 0x3F) != 0;

    public bool IsSameFileAs(FileState other) =>
        Exists && other.Exists && Device == other.Device && Inode == other.Inode;

    internal static FileState From(in statx found) => new(
        found.stx_mode & TypeBits,
        found.stx_mode & PermissionBits,
        found.stx_uid,
        found.stx_gid,
        (long)found.stx_size,
        (ulong)found.stx_dev_major << 32 | found.stx_dev_minor,
        found.stx_ino)
    {
        ChangedAt = found.stx_ctime.tv_sec * 1_000_000_000 + found.stx_ctime.tv_nsec,
    };
}
