using EdgeSeq.Generators.Dialects;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>The files that EdgeSeq.dll receives: the choice of the instruction set, and for each its kernels and its elementary functions.</summary>
internal static class LibraryFiles
{
    public static IEnumerable<(string Name, SourceText Text)> All()
    {
        foreach (Dialect dialect in DialectCatalogue.All)
        {
            yield return ($"{dialect.Kernels}.g.cs", KernelsEmitter.Emit(dialect));
            yield return ($"{dialect.Kernels}.Functions.g.cs", FunctionWriter.Emit(dialect));
            yield return ($"{dialect.Kernels}.Attention.g.cs", AttentionKernelWriter.Emit(dialect));
        }

        yield return ("VectorMath.g.cs", DispatchEmitter.Emit());
    }
}
