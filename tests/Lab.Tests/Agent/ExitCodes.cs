namespace Holdfast.Lab.Agent;

/// <summary>The documented exit codes of `holdfast`.</summary>
public static class ExitCodes
{
    public const int AskedToStop = 0;
    public const int Configuration = 2;
    public const int AuthenticationFailed = 3;
    public const int GatewayUnreachable = 4;
    public const int Rejected = 5;
    public const int MissingPrivilege = 6;
    public const int Killed = 128 + 9;
}
