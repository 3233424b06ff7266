using Xunit;

namespace EdgeSeq.Tests.Storage;

/// <summary>A fact about devices, FIFOs and permissions, which Windows does not have.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() ? null : "needs Linux or macOS";
}

/// <summary>A fact that root alone can set up: devices, other owners, mounts.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : UnixFactAttribute
{
    public RootFactAttribute() => Skip ??= OperatingSystem.IsLinux() && Environment.UserName == "root" && PrivateMounts.AreAllowed ? null : "needs root on Linux, with the right to mount";
}
