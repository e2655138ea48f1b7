using Holdfast.Platform;

namespace Holdfast.Host.Names;

/// <summary>
/// A way in which systems keep their name servers: what is to be done for a tunnel's, and undone. It changes small files
/// itself, and says which programs have to run.
/// </summary>
public interface INameWay
{
    /// <summary>As the configuration and the journal name it.</summary>
    string Word { get; }

    /// <summary>As people know it.</summary>
    string Title { get; }

    /// <summary>It can send the names of single domains to the tunnel's servers, and all others where they went before.</summary>
    bool CanSplit { get; }

    /// <summary>It is for servers that are asked by DNS over TLS, and for no others.</summary>
    bool Encrypts => false;

    /// <summary>Null: it is this system's way. Otherwise why not.</summary>
    /// <param name="isAsked">The configuration names it: only what it can't do without is looked for.</param>
    string? Refusal(bool isAsked);

    /// <summary>Null: it serves this tunnel. Otherwise why not.</summary>
    string? Refusal(TunnelNames names) => null;

    /// <summary>What it has to know, besides the device, to undo it in another run; without spaces.</summary>
    /// <exception cref="LinuxException">The system is not as it was when it was asked for a refusal.</exception>
    string Place(TunnelNames names) => NoPlace;

    /// <summary>Puts these names in place of those that the device had before.</summary>
    /// <exception cref="LinuxException">A file can't be written.</exception>
    IReadOnlyList<NameCommand> Set(TunnelNames names);

    /// <summary>Of this run or of an earlier one; nothing to run: all is gone.</summary>
    /// <exception cref="LinuxException">A file can't be written.</exception>
    IReadOnlyList<NameCommand> Undo(string device, string place);

    /// <summary>What it had for the device went with the device itself, so that a refusal to undo it is none.</summary>
    bool IsGone(string device) => false;

    /// <summary>Takes away what carries our mark and no run holds, as after a power cut; nothing to run: there is none.</summary>
    /// <param name="devices">That have their names in place.</param>
    /// <exception cref="LinuxException">A file can't be written.</exception>
    IReadOnlyList<NameCommand>? Sweep(IReadOnlyCollection<string> devices) => null;

    const string NoPlace = "-";
}
