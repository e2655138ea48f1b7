namespace Holdfast.Config;

/// <summary>What is to be said about a valid configuration.</summary>
public static class ConfigWarnings
{
    /// <summary>One line each, with the connection where there are several.</summary>
    public static IReadOnlyList<string> Of(AgentConfig config) => [.. config.Connections.SelectMany(connection =>
        ProposalWarnings.Of(connection.Ike, connection.Children.SelectMany(child => child.Esp))
            .Concat(PpkWarnings.Of(connection.Ppk))
            .Concat(ProfileWarnings.Of(connection))
            .Select(warning => config.Connections.Count == 1 ? warning : $"{connection.Name}: {warning}"))];
}
