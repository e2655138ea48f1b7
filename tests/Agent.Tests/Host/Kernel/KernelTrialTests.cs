using Holdfast.Esp;
using Holdfast.Host.Kernel;
using Holdfast.Platform;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Host.Kernel;

public sealed class KernelTrialTests
{
    [Theory]
    [MemberData(nameof(Child.Suites), MemberType = typeof(Child))]
    public void A_state_is_made_and_taken_away_and_each_is_tried_once(EspAlgorithm algorithm, bool isExtended)
    {
        FakeKernel kernel = new();
        KernelTrial trial = new(kernel, () => null);

        Assert.Null(trial.Refusal(algorithm, isExtended, EspMode.Tunnel));
        Assert.True(kernel.IsEmpty);
        int steps = kernel.Steps.Count;
        Assert.Null(trial.Refusal(algorithm, isExtended, EspMode.Tunnel));
        Assert.Equal(steps, kernel.Steps.Count);
    }

    [Fact]
    public void The_refusal_is_in_the_kernels_words()
    {
        FakeKernel kernel = new() { Refuses = state => state.Algorithm == XfrmAlgorithm.ChaCha20Poly1305 };
        KernelTrial trial = new(kernel, () => "Unknown device type");

        Assert.Equal("Requested AEAD algorithm not found", trial.Refusal(EspAlgorithm.ChaCha20Poly1305, false, EspMode.Tunnel));
        Assert.Null(trial.Refusal(EspAlgorithm.Aes128Gcm16, false, EspMode.Tunnel));
        Assert.Equal("Unknown device type", trial.InterfaceProblem);
    }
}
