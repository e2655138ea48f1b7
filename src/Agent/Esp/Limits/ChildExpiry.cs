namespace Holdfast.Esp;

/// <summary>A Child SA has used up what it may carry, in one direction or the other.</summary>
/// <param name="InboundSpi">Which Child SA.</param>
/// <param name="IsHard">Nothing more is carried; else it is time to replace it.</param>
public readonly record struct ChildExpiry(uint InboundSpi, bool IsHard);
