using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>The files that EdgeSeq.dll receives: the choice of the instruction set, and for each its kernels, its products and their register tiles, its elementary functions and its attention; and products of bytes.</summary>
internal static class LibraryFiles
{
    public static IEnumerable<(string Name, SourceText Text)> All()
    {
        foreach (Dialect dialect in DialectCatalogue.All)
        {
            yield return ($"{dialect.Kernels}.g.cs", KernelsEmitter.Emit(dialect));
            yield return ($"{dialect.Kernels}.Products.g.cs", ProductWriter.Emit(dialect));
            yield return ($"{dialect.Kernels}.Tiles.g.cs", TileWriter.Emit(dialect));
            yield return ($"{dialect.Kernels}.Functions.g.cs", FunctionWriter.Emit(dialect));
            yield return ($"{dialect.Kernels}.Attention.g.cs", AttentionKernelWriter.Emit(dialect));
        }

        foreach (Dialect dialect in DialectCatalogue.Int8)
        {
            foreach (StateFormat states in StateFormat.All)
            {
                yield return ($"{dialect.ByteKernels(states)}.g.cs", ByteProductWriter.Emit(dialect, states));
            }
        }

        yield return ("VectorMath.g.cs", DispatchEmitter.Emit());
    }
}
