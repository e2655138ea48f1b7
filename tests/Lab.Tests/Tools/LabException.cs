namespace Holdfast.Lab.Tools;

/// <summary>Something of the lab itself went wrong; the message holds the command and what it printed.</summary>
public sealed class LabException(string message) : Exception(message);
