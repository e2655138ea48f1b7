using System.Buffers;
using System.Runtime.InteropServices;
using static Holdfast.Platform.Interop.Stdlib;

namespace Holdfast.Platform;

/// <summary>The environment that the process was started with (environ(7)), as it lies in memory and in /proc/self/environ.</summary>
public static unsafe class EnvironmentBlock
{
    /// <summary>
    /// Reads a variable where it lies, and overwrites it there: neither /proc nor a program that is started later shows its value.
    /// False: there is none. Not to be called while other threads use the environment.
    /// </summary>
    /// <param name="read">Gets the bytes, without the zero at the end; they are gone when it returns.</param>
    public static bool TryTake<TState>(string name, TState state, ReadOnlySpanAction<byte, TState> read)
    {
        fixed (byte* key = CString.Of(name))
        {
            byte* start = getenv(key);
            if (start == null)
                return false;
            Span<byte> value = MemoryMarshal.CreateSpan(ref *start, MemoryMarshal.CreateReadOnlySpanFromNullTerminated(start).Length);
            try
            {
                read(value, state);
            }
            finally
            {
                value.Clear();
                _ = unsetenv(key);
            }
        }

        return true;
    }

    /// <summary>Sets a variable for what this process becomes (execv); the block holds a copy until <see cref="TryTake"/>.</summary>
    /// <param name="value">Without a zero byte.</param>
    /// <exception cref="LinuxException">ENOMEM.</exception>
    public static void Put(string name, ReadOnlySpan<byte> value)
    {
        Span<byte> text = new byte[value.Length + 1];
        value.CopyTo(text);
        fixed (byte* key = CString.Of(name), content = text)
        {
            int result = setenv(key, content, 1);
            int error = Tmds.Linux.LibC.errno;
            text.Clear();
            if (result < 0) throw new LinuxException($"setenv {name}", error);
        }
    }
}
