namespace Holdfast.Config;

/// <summary>Whether the site's own private networks stay reachable (the default) while everything else goes through the tunnel.</summary>
public enum LocalNetworkChoice
{
    Allow,
    Block,
}
