using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Ike;

namespace Holdfast.Host;

/// <summary>What the parts of the host share. Everything here lives as long as the process.</summary>
public sealed record HostContext(
    AgentConfig Config, IkeSettings Settings, EventLoop Loop, TunnelSetup Setup, IRandom Random, Log Log, KeyExport? KeyExport);
