namespace Holdfast.Host.Update;

/// <summary>One connection, as a trial sees it.</summary>
/// <param name="isDown">As asked.</param>
/// <param name="isUp">A session stands, and its gateway answers.</param>
public sealed class ConnectionLook(string name, bool isDown, bool isUp)
{
    public string Name => name;

    public bool IsDown => isDown;

    public bool IsUp => isUp;
}

/// <summary>Whether a new binary does as well as the one before.</summary>
public static class WantedConnections
{
    /// <summary>Those that stood before are up; where none of them did, or is still there, all that are not down as asked.</summary>
    public static bool AreUp(IReadOnlyList<ConnectionLook> all, IReadOnlyList<string> stoodBefore)
    {
        bool areAllUp = true, areThoseUp = true, isAnyThere = false;
        foreach (ConnectionLook one in all)
        {
            bool isMissing = !one.IsUp && !one.IsDown;
            areAllUp &= !isMissing;
            if (!stoodBefore.Contains(one.Name))
                continue;
            isAnyThere = true;
            areThoseUp &= !isMissing;
        }

        return isAnyThere ? areThoseUp : areAllUp;
    }
}
