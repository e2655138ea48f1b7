using Holdfast.Host.Bench;
using Holdfast.Platform;

namespace Holdfast.Bench;

/// <summary>
/// Times what is done for each packet. --brief measures each case for some milliseconds, so that it can't rot; --list names the
/// cases, and says how many packets a run of each is about; --count CASE TIMES runs one so many times and no more, for whoever counts its instructions (counts.sh).
/// </summary>
internal static class Program
{
    private static readonly TimeSpan Thorough = TimeSpan.FromSeconds(1), Brief = TimeSpan.FromMilliseconds(20);

    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case []:
                Measure(Thorough);
                return 0;
            case ["--brief"]:
                Measure(Brief);
                return 0;
            case ["--list"]:
                foreach (BenchCase one in Cases.All)
                    Console.WriteLine($"{one.Name} {one.Packets}");
                return 0;
            case ["--count", var name, var times] when int.TryParse(times, out int number) && number > 0 && Cases.Find(name) is { } wanted:
                using (BenchLoad load = wanted.Make())
                    load.Run(number);
                return 0;
            default:
                Console.Error.WriteLine("usage: Bench [--brief | --list | --count CASE TIMES]");
                return 2;
        }
    }

    private static void Measure(TimeSpan time)
    {
        Sampler sampler = new(BootClock.Awake);
        Console.WriteLine($"{"ns a packet",-28} {"median",10} {"lowest",10} {"highest",10}");
        foreach (BenchCase one in Cases.All)
        {
            using BenchLoad load = one.Make();
            BenchSample sample = sampler.Measure(load.Run, time).Per(one.Packets);
            Console.WriteLine($"{one.Name,-28} {Text(sample.Median),10} {Text(sample.Lowest),10} {Text(sample.Highest),10}");
        }
    }

    private static string Text(long picoseconds) => $"{picoseconds / 1000.0:F1}";
}
