using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Holdfast.Platform.Interop;

/// <summary>struct timeval of sys/time.h</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeVal
{
    public time_t tv_sec;
    public long_t tv_usec;

    public static TimeVal From(TimeSpan span) => new()
    {
        tv_sec = span.Ticks / TimeSpan.TicksPerSecond,
        tv_usec = (int)(span.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond),
    };
}
