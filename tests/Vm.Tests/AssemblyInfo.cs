using System.Runtime.Versioning;
using Xunit.Sdk;
using Xunit.v3;

[assembly: SupportedOSPlatform("linux")]

// Both machines side by side, as each has one processor, and those that are started for a test beside them; the scenarios of a machine one
// after the other.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 3)]
