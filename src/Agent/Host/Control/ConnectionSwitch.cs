using Holdfast.Config;
using Holdfast.Host.Session;
using Holdfast.Platform;
using Holdfast.Supervision;

namespace Holdfast.Host.Control;

/// <summary><c>holdfast down</c> and <c>holdfast up</c>, for one connection or all.</summary>
public sealed class ConnectionSwitch(IReadOnlyList<Connection> connections)
{
    public const string DownCommand = "down";
    public const string UpCommand = "up";

    /// <summary>The answer; null where there is no connection of that name.</summary>
    public string? Turn(bool isUp, string? name)
    {
        List<Connection> meant = [.. connections.Where(c => name is null || c.Host.Config.Name == name)];
        return meant.Count == 0 ? null : string.Concat(meant.Select(connection => Turn(isUp, connection)));
    }

    private static string Turn(bool isUp, Connection connection)
    {
        string name = connection.Host.Config.Name;
        bool isChange = connection.IsDown == isUp;
        try
        {
            if (isUp)
                connection.Up();
            else
                connection.Down();
            if (!isUp)
                connection.Host.Tickets.Drop();
            if (isChange)
                connection.Host.History.Add(isUp ? HistoryKind.Up : HistoryKind.Down, "as asked");
            return isUp ? $"{name} is up: it connects\n" : $"{name} is down{Opened(connection)}\n";
        }
        catch (LinuxException failure)
        {
            return $"{ControlServer.ErrorPrefix}{InputText.Quote(name)} stays down: {failure.Message}\n";
        }
    }

    private static string Opened(Connection connection) =>
        connection.Host.Config.KillSwitch ? ": traffic goes its usual ways, in clear" : "";
}
