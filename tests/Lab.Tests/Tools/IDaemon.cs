namespace Holdfast.Lab.Tools;

/// <summary>A program that goes on until it is told to end. Dispose ends it.</summary>
public interface IDaemon : IDisposable
{
    BackgroundProcess Process { get; }
}
