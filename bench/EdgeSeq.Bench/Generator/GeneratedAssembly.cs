using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace EdgeSeq.Bench.Generator;

/// <summary>The generated text, compiled: IL, and what the JIT makes of the kernels that this processor runs.</summary>
internal sealed class GeneratedAssembly
{
    private const BindingFlags All = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Type[] _types;

    public GeneratedAssembly(Compilation compilation)
    {
        using var stream = new MemoryStream();
        if (!compilation.Emit(stream).Success)
        {
            throw new InvalidOperationException("The generated text does not compile.");
        }

        stream.Position = 0;
        _types = new AssemblyLoadContext(name: null).LoadFromStream(stream).GetTypes();
        IlBytes = _types.SelectMany(type => type.GetMethods(All)).Sum(method => method.GetMethodBody()?.GetILAsByteArray()?.Length ?? 0);
    }

    /// <summary>Bytes of IL, all instruction sets.</summary>
    public int IlBytes { get; }

    /// <summary>Compiles the kernels of the best instruction set and of each narrower one that runs here, and sums their sizes.</summary>
    public string MachineCode()
    {
        IEnumerable<Type> kernels = _types.Where(type => type.Name != "Portable" && type.GetProperty("IsSupported", All)?.GetValue(null) is true);
        return string.Join(", ", kernels.Select(type => string.Create(CultureInfo.InvariantCulture, $"{type.Name} {Compile(type) / 1024.0:F1} KB")));
    }

    private static long Compile(Type kernels)
    {
        using var sizes = new MethodSizes(kernels.FullName!);
        IEnumerable<Type> types = kernels.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Prepend(kernels);
        MethodInfo[] methods = [.. types.SelectMany(type => type.GetMethods(All)).Where(method => !IsInlined(method))];
        foreach (MethodInfo method in methods)
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
        }

        return sizes.SumOf(methods.Length);
    }

    /// <summary>What is inlined everywhere is in the programs only as a part of its callers.</summary>
    private static bool IsInlined(MethodInfo method) => (method.MethodImplementationFlags & MethodImplAttributes.AggressiveInlining) != 0;

    /// <summary>Sizes of machine code as the runtime's MethodLoadVerbose events state them.</summary>
    private sealed class MethodSizes(string type) : EventListener
    {
        private const EventKeywords Jit = (EventKeywords)0x10;

        private readonly Dictionary<string, long> _sizes = [];

        /// <summary>Waits for events of so many methods: the runtime sends them a little later.</summary>
        public long SumOf(int methods)
        {
            var watch = Stopwatch.StartNew();
            while (true)
            {
                lock (_sizes)
                {
                    if (_sizes.Count >= methods || watch.Elapsed.TotalSeconds > 5)
                    {
                        return _sizes.Values.Sum();
                    }
                }

                Thread.Sleep(10);
            }
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
            {
                EnableEvents(eventSource, EventLevel.Verbose, Jit);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName?.StartsWith("MethodLoadVerbose", StringComparison.Ordinal) != true)
            {
                return;
            }

            var space = (string)Value("MethodNamespace");
            if (space == type || space.StartsWith(type + "+", StringComparison.Ordinal))
            {
                lock (_sizes)
                {
                    _sizes[$"{space}.{Value("MethodName")}{Value("MethodSignature")}"] = Convert.ToInt64(Value("MethodSize"), CultureInfo.InvariantCulture);
                }
            }

            object Value(string field) => eventData.Payload![eventData.PayloadNames!.IndexOf(field)]!;
        }
    }
}
