using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Holdfast.Host.Trust;

/// <summary>
/// The time of day, as far as it can be believed: a board without a battery starts in 1970. It is never before the build, nor
/// before the newest time that was seen in an earlier run.
/// </summary>
public sealed class WallClock
{
    private const string FileName = "clock";
    private const int MostBytes = 32;

    /// <summary>How old what is on the disk may get.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    private readonly StateFolder _state;
    private readonly Func<DateTimeOffset> _system;
    private DateTimeOffset _floor;

    public WallClock(StateFolder state, Func<DateTimeOffset> system, DateTimeOffset build)
    {
        (_state, _system) = (state, system);
        byte[]? kept = state.Read(FileName, MostBytes);
        bool isKept = Utf8Parser.TryParse(kept, out long seconds, out _) && seconds is > 0 and < uint.MaxValue;
        DateTimeOffset seen = isKept ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default;
        _floor = seen > build ? seen : build;
    }

    /// <summary>When this program's source was last changed.</summary>
    public static DateTimeOffset Build { get; } = DateTimeOffset.FromUnixTimeSeconds(BuildFacts.SourceSeconds);

    /// <summary>The system's clock is plainly wrong: it says less than what is known to have passed.</summary>
    public bool IsUnset => _system() < _floor;

    public DateTimeOffset Now
    {
        get
        {
            DateTimeOffset now = _system();
            return now < _floor ? _floor : now;
        }
    }

    /// <summary>
    /// To be called while a session stands, when some server's word for the time may have been had; a clock that somebody set
    /// years ahead would only bar what is not valid by then.
    /// </summary>
    public void Keep()
    {
        DateTimeOffset now = _system();
        if (now < _floor + Interval)
            return;
        _floor = now;
        _state.Write(FileName, Encoding.ASCII.GetBytes(now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
    }
}
