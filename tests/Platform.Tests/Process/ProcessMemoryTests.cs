using Holdfast.Platform;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Prctl;
using static Holdfast.Platform.Interop.SysResource;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Process;

public sealed class ProcessMemoryTests
{
    [Fact]
    public void Resident_bytes_are_what_the_kernel_counts()
    {
        long resident = ProcessMemory.ResidentBytes();

        // The kernel's other count differs by what is not summed up yet, and other tests allocate meanwhile.
        Assert.InRange(resident, Environment.WorkingSet / 2, Environment.WorkingSet * 2);
        Assert.Equal(0, resident % Environment.SystemPageSize);
    }

    [Fact]
    public unsafe void Dumps_can_be_forbidden()
    {
        int before = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
        ProcessMemory.ForbidDumps();

        Assert.Equal(0, prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
        RLimit core = new() { rlim_cur = 1, rlim_max = 1 };
        LinuxException.Check(getrlimit(RLIMIT_CORE, &core), "getrlimit RLIMIT_CORE");
        Assert.Equal((0u, 0u), (core.rlim_cur, core.rlim_max));
        LinuxException.Check(prctl(PR_SET_DUMPABLE, (nuint)before, 0, 0, 0), "prctl PR_SET_DUMPABLE");
    }

    [Fact]
    public void A_name_is_what_proc_says() => OwnThread.Run(() =>
    {
        ProcessName.Set("holdfast-of-tests");
        Assert.Equal("holdfast-of-tes\n", File.ReadAllText("/proc/thread-self/comm"));
    });

    [Fact]
    public void Locking_works_or_says_why_not()
    {
        int error = ProcessMemory.TryLockAll();
        if (error == 0) Assert.Equal(0, munlockall());

        Assert.Contains(error, new[] { 0, EPERM, ENOMEM, EAGAIN });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Code_is_given_up_and_comes_back(bool areLocked)
    {
        if (areLocked && ProcessMemory.TryLockAll() != 0) Assert.Skip("memory can't be locked here: needs CAP_IPC_LOCK");
        try
        {
            Assert.True(CodePages.TryRelease(areLocked));
            Assert.True(CodePages.TryRelease(areLocked));
            Assert.True(ProcessMemory.ResidentBytes() > 0);
        }
        finally
        {
            if (areLocked) munlockall();
        }
    }

    [Fact]
    public unsafe void Constants_that_were_made_at_the_start_stay()
    {
        int page = Environment.SystemPageSize;
        string file = Path.GetTempFileName();
        File.WriteAllBytes(file, new byte[4 * page]);
        using Descriptor open = FileGuard.Open(file, O_RDONLY | O_CLOEXEC);
        File.Delete(file);
        var start = (byte*)mmap(null, 4 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE, open.Number, 0);
        start[page] = 7;
        LinuxException.Check(mprotect(start, 3 * page, PROT_READ), "mprotect");
        LinuxException.Check(mprotect(start + (3 * page), page, PROT_READ | PROT_EXEC), "mprotect");

        CodePages.TryRelease(areLocked: false);

        Assert.Equal([0, 7, 0, 0], new[] { start[0], start[page], start[2 * page], start[3 * page] });
        LinuxException.Check(munmap(start, 4 * page), "munmap");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void Entropy_fills_all_and_differs_each_time(int length)
    {
        byte[] first = new byte[length], second = new byte[length];
        Entropy.Fill(first);
        Entropy.Fill(second);
        if (length < 1000) return;

        Assert.NotEqual(first, second);
        Assert.InRange(first.Count(value => value == 0), 1, length / 64);
        Assert.Contains(first[^64..], value => value != 0);
    }
}
