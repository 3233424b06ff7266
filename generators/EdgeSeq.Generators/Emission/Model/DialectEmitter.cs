using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Planning;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>The kernels of one shape in one dialect: a nested struct that is a complete <c>ISequenceModel</c> of its own.</summary>
internal static class DialectEmitter
{
    /// <summary>The table of contents of the generated struct.</summary>
    private static readonly Action<SourceWriter, KernelPlan, Dialect>[] Members =
    [
        StreamingWriter.Write,
        TransposeWriter.Write,
        StageWriter.Write,
        CellForwardWriter.Write,
        WindowForwardWriter.Write,
        OutputLayerWriter.Write,
        WindowBackwardWriter.Write,
        CellBackwardWriter.Write,
        GradientWriter.Write,
    ];

    public static SourceText Emit(KernelPlan plan, Dialect dialect)
    {
        var writer = new SourceWriter();
        FileHeader.Write(writer, $"{plan.Spec.Name} for {dialect.Title}.");
        using (FileHeader.OpenDeclaration(writer, plan.Spec, () => { }, ""))
        {
            writer.WriteLine($"""
                /// <summary>The kernels for {dialect.Title}. The results are the same on every instruction set, bit for bit.</summary>
                [EditorBrowsable(EditorBrowsableState.Never)]
                {FileHeader.GeneratedCode}
                """);
            using (writer.OpenBlock($"internal readonly struct {dialect.Name} : ISequenceModel"))
            {
                writer.WriteLine($$"""
                    /// <summary>True if this processor runs these kernels.</summary>
                    public static bool IsSupported => {{dialect.Kernels}}.IsSupported;

                    public static ModelShape Shape => {{plan.Spec.Name}}.Shape;

                    public static int ParameterSize => {{plan.ParameterSize}};

                    public static int TransposeSize => {{plan.TransposeSize}};

                    public static int StateSize => {{plan.StateSize}};

                    public static int WorkspaceSize(int batch, int window) => Workspace(batch, window).Size;
                    """);
                foreach (Action<SourceWriter, KernelPlan, Dialect> write in Members)
                {
                    write(writer, plan, dialect);
                }
            }
        }

        return writer.ToSourceText();
    }
}
