namespace Holdfast.Bench;

/// <summary>Something that is done for packets.</summary>
/// <param name="Name">For the command line and the file limits.</param>
/// <param name="Packets">How many one run is about.</param>
/// <param name="Make">What it takes, made anew.</param>
internal sealed record BenchCase(string Name, int Packets, Func<BenchLoad> Make);

/// <param name="Run">Does it so many times.</param>
/// <param name="Owned">Goes with it.</param>
internal sealed record BenchLoad(Action<int> Run, IDisposable? Owned = null) : IDisposable
{
    public void Dispose() => Owned?.Dispose();
}
