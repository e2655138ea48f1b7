namespace Holdfast.Esp;

/// <summary>What selectors have ranges of; in the order in which narrower is more specific.</summary>
public enum SelectorAxis : byte
{
    Remote,
    Local,
    Protocol,
    RemotePort,
    LocalPort,
}
