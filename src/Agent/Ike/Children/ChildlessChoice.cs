namespace Holdfast.Ike.Children;

/// <summary>Whether IKE_AUTH makes the first Child SA, or CREATE_CHILD_SA after it makes all of them (RFC 6023).</summary>
public enum ChildlessChoice
{
    /// <summary>IKE_AUTH makes it, unless the gateway announces to do without and refuses it there.</summary>
    Auto,

    /// <summary>IKE_AUTH makes it.</summary>
    Never,

    /// <summary>Each has a key exchange of its own, from the first on; nothing goes to a gateway that can't.</summary>
    Force,
}
