using System.Diagnostics;
using System.Numerics;

namespace EdgeSeq.Bench.Machine;

/// <summary>Keeps the measuring thread on one core, so that peers see the same clock and caches.</summary>
internal static class CorePinning
{
    /// <summary>The core that <see cref="Pin"/> would take, or null where the system cannot pin.</summary>
    /// <param name="core">A wish; the last core that the process may use if null.</param>
    public static int? Choose(int? core)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
        {
            return null;
        }

        using var process = Process.GetCurrentProcess();
        ulong allowed = (ulong)process.ProcessorAffinity;
        int chosen = core ?? BitOperations.Log2(allowed);
        return chosen is >= 0 and <= 63 && (allowed >> chosen & 1) != 0
            ? chosen
            : throw new ArgumentException($"Core {chosen} is not one this process may run on.");
    }

    /// <summary>Pins to the core that <see cref="Choose"/> names.</summary>
    /// <returns>The core, or null where the system cannot pin.</returns>
    public static int? Pin(int? core)
    {
        if (Choose(core) is not int chosen || (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows()))
        {
            return null;
        }

        using var process = Process.GetCurrentProcess();
        process.ProcessorAffinity = (nint)(1UL << chosen);
        return chosen;
    }
}
