using System.Diagnostics.Tracing;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Emission.Library;
using Microsoft.CodeAnalysis;

namespace EdgeSeq.Generators.Tests.Emission;

/// <summary>
/// The JIT gives up optimising (MinOpts, ten times slower) past 60,000 bytes of IL, 2,000 locals or 8,000 references to
/// locals, and inlining stops near 1,024 locals. Emitted methods stay far below, for any size and cell.
/// </summary>
public class JitLimitTests
{
    private const int MaxIL = 60_000, MaxLocals = 512;

    /// <summary>The namespace of the models, which no other test uses: it tells the assembly from all others.</summary>
    private const string Namespace = "JitLimits";

    /// <summary>From 256 units on a text is no longer, which <see cref="GeneratedTextTests"/> says.</summary>
    private static readonly int[] Sizes = Cases.Part<int[]>([1, 256], [1, 128, 256, 512]);

    /// <summary>One assembly with all catalogue cells at all sizes, and a copy of the library's kernels.</summary>
    private static readonly Lazy<byte[]> Image = new(() =>
    {
        IEnumerable<string> models = CellCatalogue.All.SelectMany(cell => Sizes.SelectMany(hidden =>
            Compiler.Texts(TestPlans.Create(cell.Name, 256, hidden, $"{cell.Name}{hidden}", Namespace, TriedSets.Names)).Values));
        IEnumerable<string> kernels = LibraryFiles.All().Where(file => !file.Name.StartsWith("VectorMath", StringComparison.Ordinal)).Select(file => file.Text.ToString());
        byte[] image = Compiler.Emit(Compiler.Create(models.Concat(kernels)), out IReadOnlyList<Diagnostic> problems);

        // The copies take the place of EdgeSeq.dll's own: the compiler says so (CS0436), and nothing else.
        Assert.DoesNotContain(problems, problem => problem.Id != "CS0436");
        return image;
    });

    [Fact]
    [Trait("Isa", "none")]
    public void Every_emitted_method_stays_below_the_limits_of_the_JIT()
    {
        using var image = new PEReader(new MemoryStream(Image.Value));
        MetadataReader metadata = image.GetMetadataReader();
        int methods = 0;
        foreach (MethodDefinition method in metadata.MethodDefinitions.Select(metadata.GetMethodDefinition).Where(method => method.RelativeVirtualAddress != 0))
        {
            MethodBodyBlock body = image.GetMethodBody(method.RelativeVirtualAddress);
            int locals = body.LocalSignature.IsNil ? 0 : LocalCount(metadata.GetBlobReader(metadata.GetStandaloneSignature(body.LocalSignature).Signature));
            string name = $"{metadata.GetString(metadata.GetTypeDefinition(method.GetDeclaringType()).Name)}.{metadata.GetString(method.Name)}";
            Assert.True(body.GetILBytes()!.Length < MaxIL, $"{name}: {body.GetILBytes()!.Length} bytes of IL.");
            Assert.True(locals < MaxLocals, $"{name}: {locals} locals.");
            methods++;
        }

        Assert.True(methods > Cases.Part(500, 1000), $"{methods} methods");
    }

    /// <summary>
    /// The JIT's own word: it reports each method with the tier it was compiled at, and says so when it fell back. This sees
    /// what counting cannot, such as locals that inlining brings in, but only for what this processor runs.
    /// </summary>
    [SkippableFact]
    public void The_JIT_optimises_every_emitted_method_that_this_processor_runs()
    {
        Skip.If(Environment.GetEnvironmentVariable("DOTNET_JITMinOpts") == "1", "The JIT is told not to optimise.");
        using var tiers = new JitTiers();
        Assembly assembly = Assembly.Load(Image.Value);
        var compiled = new HashSet<string>();
        foreach (Type type in assembly.GetTypes().Where(IsSupported))
        {
            foreach (MethodInfo method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(method => method.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization)))
            {
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
                compiled.Add($"{type.FullName}.{method.Name}");
            }
        }

        Dictionary<string, int> reported = tiers.WaitFor(compiled);
        Assert.NotEmpty(reported);
        Assert.All(compiled, name => Assert.True(reported.TryGetValue(name, out int tier) && tier == JitTiers.Optimized,
            $"{name} was compiled at tier {(reported.TryGetValue(name, out int found) ? found : -1)}; 1 means that the JIT gave up."));
    }

    private static bool IsSupported(Type type) =>
        type.GetProperty("IsSupported", BindingFlags.Static | BindingFlags.Public)?.GetValue(null) is true;

    private static int LocalCount(BlobReader signature)
    {
        signature.ReadByte();   // LOCAL_SIG
        return signature.ReadCompressedInteger();
    }

    /// <summary>Listens to the runtime's MethodLoadVerbose events, whose flags hold the tier in bits 7 to 9.</summary>
    private sealed class JitTiers : EventListener
    {
        public const int Optimized = 2;

        private const int GaveUp = 1;

        private const EventKeywords Jit = (EventKeywords)0x10;

        private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

        /// <summary>By assembly: other tests run EdgeSeq.dll's kernels of the same names, which a Debug build does not optimise.</summary>
        private readonly Dictionary<ulong, Dictionary<string, int>> _tiers = [];

        private Dictionary<string, int> _own = [];

        /// <summary>
        /// What was reported, when nothing is missing any more, or nothing has come for so long that nothing will: events come
        /// late on a busy machine, however busy, but they come in a stream.
        /// </summary>
        public Dictionary<string, int> WaitFor(IReadOnlyCollection<string> methods)
        {
            lock (_tiers)
            {
                while (!methods.All(method => _own.TryGetValue(method, out int tier) && tier is Optimized or GaveUp) && Monitor.Wait(_tiers, Silence))
                {
                }

                return new(_own);
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
            if (eventData.EventName is not { } name || !name.StartsWith("MethodLoadVerbose", StringComparison.Ordinal))
            {
                return;
            }

            lock (_tiers)
            {
                // Overloads share a name: what counts is that one was optimised and that the JIT gave up on none.
                string method = $"{Value("MethodNamespace")}.{Value("MethodName")}";
                if (!_tiers.TryGetValue((ulong)Value("ModuleID")!, out Dictionary<string, int>? tiers))
                {
                    _tiers.Add((ulong)Value("ModuleID")!, tiers = []);
                }

                _own = method.StartsWith(Namespace + ".", StringComparison.Ordinal) ? tiers : _own;
                int tier = (int)((uint)Value("MethodFlags")! >> 7) & 7;
                if (tier == GaveUp || !tiers.TryGetValue(method, out int known) || known is not (GaveUp or Optimized))
                {
                    tiers[method] = tier;
                }

                Monitor.Pulse(_tiers);
            }

            object? Value(string field) => eventData.Payload![eventData.PayloadNames!.IndexOf(field)];
        }
    }
}
