namespace Holdfast.Config;

/// <summary>Whether the first Child SA comes with IKE_AUTH (RFC 6023).</summary>
public enum ChildlessWord
{
    /// <summary>It does, where the gateway takes it there.</summary>
    Auto,
    Never,
    Force,
}
