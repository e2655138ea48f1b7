namespace Holdfast.Host.Doctor;

/// <summary>A thing that this machine has, or what it says instead.</summary>
/// <param name="Problem">Null: it is there.</param>
/// <param name="Remedy">What would bring it.</param>
public sealed record Finding(string What, string? Problem, string Remedy)
{
    /// <summary>Such as "missing  TUN device: No such file or directory (ENOENT); CONFIG_TUN, module tun".</summary>
    public override string ToString() => Problem is null ? $"ok       {What}" : $"missing  {What}: {Problem}; {Remedy}";
}
