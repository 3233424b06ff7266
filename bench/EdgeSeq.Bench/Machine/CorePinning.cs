using System.Diagnostics;
using System.Numerics;

namespace EdgeSeq.Bench.Machine;

/// <summary>Keeps the measuring thread on one core, so that peers see the same clock and caches.</summary>
internal static class CorePinning
{
    /// <summary>Pins to a core, or to the last one that the process may use.</summary>
    /// <returns>The core, or null where the system cannot pin.</returns>
    public static int? Pin(int? core)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
        {
            return null;
        }

        using var process = Process.GetCurrentProcess();
        ulong allowed = (ulong)process.ProcessorAffinity;
        int chosen = core ?? BitOperations.Log2(allowed);
        if (chosen is < 0 or > 63 || (allowed >> chosen & 1) == 0)
        {
            throw new ArgumentException($"Core {chosen} is not one this process may run on.");
        }

        process.ProcessorAffinity = (nint)(1UL << chosen);
        return chosen;
    }
}
