using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Planning;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>The kernels of one shape in one dialect: a nested struct that is a complete model of its own.</summary>
internal static class DialectEmitter
{
    /// <summary>The table of contents of the generated struct.</summary>
    private static readonly Action<SourceWriter, ModelPlan, Dialect>[] Members =
    [
        StreamingWriter.Write,
        TransposeWriter.Write,
        ForwardWriter.Write,
        OutputsWriter.Write,
        BackwardWriter.Write,
    ];

    public static SourceText Emit(ModelPlan plan, Dialect dialect)
    {
        var writer = new SourceWriter();
        string name = plan.Spec.Type.Name;
        FileHeader.Write(writer, $"{name} for {dialect.Title}.", plan.Spec.Type.Namespace);
        using (FileHeader.OpenDeclaration(writer, plan.Spec.Type, () => { }, ""))
        {
            writer.WriteLine($"""
                /// <summary>The kernels for {dialect.Title}. The results are the same on every instruction set, bit for bit.</summary>
                [EditorBrowsableAttribute(EditorBrowsableState.Never)]
                {FileHeader.GeneratedCode}
                """);
            using (writer.OpenBlock($"internal readonly partial struct {dialect.Name} : {ModelFunction.InterfaceOf(plan.Spec)}"))
            {
                writer.WriteLine($$"""
                    /// <summary>True if this processor runs these kernels.</summary>
                    public static bool IsSupported => {{dialect.Kernels}}.IsSupported;

                    public static ModelShape Shape => {{name}}.Shape;

                    public static int ParameterSize => {{name}}.ParameterSize;

                    public static int TrainableOffset => {{name}}.TrainableOffset;

                    public static int TransposeSize => {{name}}.TransposeSize;

                    public static int StateSize => {{name}}.StateSize;

                    public static int WorkspaceSize(int batch, int window) => {{name}}.WorkspaceSize(batch, window);

                    public static int AdjointWorkspaceSize(int batch, int window) => {{name}}.AdjointWorkspaceSize(batch, window);

                    public static int GateOffset(int batch, int window, int gate, int row, int step) => {{name}}.GateOffset(batch, window, gate, row, step);
                    """);
                foreach (Action<SourceWriter, ModelPlan, Dialect> write in Members)
                {
                    write(writer, plan, dialect);
                }
            }
        }

        return writer.ToSourceText();
    }
}
