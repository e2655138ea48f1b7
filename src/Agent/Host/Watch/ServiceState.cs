using Holdfast.Host.Loop;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Watch;

/// <summary>
/// Keeps the service manager informed: ready with the first tick, which is when the kill switches are closed and whether or not there
/// is a network; then a line whenever a connection is in another state, one a second at most.
/// </summary>
/// <param name="connections">How many there are, which may change.</param>
/// <param name="look">At each connection: fills in all places.</param>
public sealed class ServiceState(ServiceNotify notify, Func<int> connections, Action<ConnectionView[]> look) : ITimed
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private ConnectionView[] _seen = [];
    private ConnectionView[] _current = [];
    private Instant _earliest = new(0);
    private string? _said;
    private bool _isReady;
    private bool _isStopping;

    public Instant NextDeadline => notify.HasManager && !_isStopping && (!_isReady || HasChanged()) ? _earliest : Instant.Never;

    /// <summary>What was not taken is said again after the pause.</summary>
    public void HandleTimeout(Instant now)
    {
        _earliest = now + Pause;
        if (_seen.Length != connections())
            (_seen, _current) = (new ConnectionView[connections()], new ConnectionView[connections()]);
        look(_seen);
        string text = Text();
        if (!_isReady)
            _isReady = notify.Ready(text);
        else if (text != _said)
            notify.Status(text);
        _said = text;
    }

    /// <summary>The configuration is being read anew, until <see cref="Reloaded"/>.</summary>
    public void Reloading() => notify.Reloading();

    public void Reloaded() => (_isReady, _earliest) = (false, new Instant(0));

    public void Stopping()
    {
        if (_isStopping)
            return;
        _isStopping = true;
        notify.Stopping();
        notify.Status("disconnecting");
    }

    private bool HasChanged()
    {
        if (_seen.Length != connections())
            return true;
        look(_current);
        for (int i = 0; i < _seen.Length; i++)
        {
            if (!_current[i].IsStillThat(_seen[i]))
                return true;
        }

        return false;
    }

    private string Text()
    {
        if (_seen.Length == 1)
            return _seen[0].Text;
        string text = "";
        foreach (ConnectionView one in _seen)
            text += $"{(text.Length == 0 ? "" : "; ")}{one.Name}: {one.Text}";
        return text;
    }
}
