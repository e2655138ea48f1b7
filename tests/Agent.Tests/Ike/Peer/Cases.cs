using Xunit;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>Which end plays which part, and which of the nonces of a collision is the lowest.</summary>
internal static class Cases
{
    /// <summary>The site plays part A, or the gateway does.</summary>
    public static TheoryData<bool> Sides => [true, false];

    /// <summary>
    /// Both parts begin; four nonces: of A's request, of B's request, of B's answer to A, of A's answer to B. With 0 or 2 lowest
    /// it is what A began that is given up, with 1 or 3 what B began.
    /// </summary>
    public static TheoryData<bool, int> FourNonces => Orders(4);

    /// <summary>A's request is held back, so that there is no answer of B's to it: its nonce, B's, and A's answer's.</summary>
    public static TheoryData<bool, int> ThreeNonces => Orders(3);

    /// <summary>The first octet of nonce number <paramref name="index"/>.</summary>
    public static byte Nonce(int lowest, int index) => index == lowest ? (byte)0 : (byte)0xFF;

    private static TheoryData<bool, int> Orders(int nonces)
    {
        TheoryData<bool, int> orders = [];
        foreach (bool bySite in new[] { true, false })
        {
            for (int lowest = 0; lowest < nonces; lowest++)
                orders.Add(bySite, lowest);
        }

        return orders;
    }
}
