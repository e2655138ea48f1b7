namespace Holdfast.Vm.Gateways;

/// <summary>Who is at the other end.</summary>
public enum GatewayKind
{
    StrongSwan,
    Libreswan,
}
