global using Xunit;
using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]

// One test at a time: they share the machine's two or three processors with a gateway and an agent.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]
