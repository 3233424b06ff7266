using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>
/// The vector code that no shape changes, for one dialect: reductions, losses and optimiser updates; products
/// (<see cref="ProductWriter"/>), elementary functions (<see cref="FunctionWriter"/>) and attention (<see cref="AttentionKernelWriter"/>) are files of their own. It is compiled into EdgeSeq.dll; kernels of shapes call it.
/// </summary>
internal static class KernelsEmitter
{
    public static SourceText Emit(Dialect dialect)
    {
        var writer = new SourceWriter();
        FileHeader.Write(writer, $"kernels of EdgeSeq.dll for {dialect.Title}.", "EdgeSeq.Numerics");
        writer.WriteLine($"""
            /// <summary>Shape-independent kernels for {dialect.Title}. Called by generated code; arguments are not checked.</summary>
            [EditorBrowsableAttribute(EditorBrowsableState.Never)]
            {FileHeader.GeneratedCode}
            """);
        using (writer.OpenBlock($"public static partial class {dialect.Kernels}"))
        {
            writer.WriteLine($"""
                /// <summary>True if this processor runs these kernels.</summary>
                public static bool IsSupported => {dialect.IsSupported};
                """);
            ReductionWriter.Write(writer, dialect);
            RowWriter.Write(writer, dialect);
            LossWriter.Write(writer, dialect);
            UpdateWriter.Write(writer, dialect);
            ByteWriter.Write(writer, dialect);
            WideningWriter.Write(writer, dialect);
        }

        return writer.ToSourceText();
    }
}
