namespace Holdfast.Host.Update;

/// <summary>The steps of an update that change something, in their order.</summary>
public enum UpdateStep
{
    /// <summary>A copy lies beside the binary.</summary>
    Copy,

    /// <summary>The copy has shown that it runs here.</summary>
    Try,

    /// <summary>The trial is written down.</summary>
    Record,

    /// <summary>The present binary has a second name.</summary>
    Keep,

    /// <summary>The copy has the name of the binary.</summary>
    Replace,
}
