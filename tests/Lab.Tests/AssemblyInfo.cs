global using Xunit;
using System.Runtime.Versioning;
using Xunit.Sdk;
using Xunit.v3;

[assembly: SupportedOSPlatform("linux")]

// Side by side: most tests wait for time to pass, and each has a lab of its own, in namespaces of its own.
[assembly: Parallelization(Mode = ParallelMode.All, MaxThreads = 3)]
