namespace Holdfast.Platform;

/// <summary>Datagrams that came after each other from one sender, with one traffic class.</summary>
/// <param name="Offset">Of the first, in the slab.</param>
/// <param name="Length">Of all; 0 also for what did not fit, and is gone.</param>
/// <param name="SegmentSize">Of each but the last, which may be shorter. Not 0 unless the length is.</param>
/// <param name="Source">Who sent them.</param>
/// <param name="TrafficClass">DSCP and ECN (RFC 2474, RFC 3168); 0 unless SetReceiveOffload was called.</param>
public readonly record struct UdpRun(int Offset, int Length, int SegmentSize, Endpoint Source, byte TrafficClass);
