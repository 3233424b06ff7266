using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Planning;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>The kernels of one shape in one dialect: a nested struct that is a complete model of its own.</summary>
internal static class DialectEmitter
{
    /// <summary>The table of contents of the generated struct.</summary>
    private static readonly Action<SourceWriter, ModelPlan, Dialect>[] Running = [StreamingWriter.Write, ForwardWriter.Write, OutputsWriter.Write];

    private static readonly Action<SourceWriter, ModelPlan, Dialect>[] Training = [TransposeWriter.Write, BackwardWriter.Write];

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
            using (writer.OpenBlock($"internal readonly partial struct {dialect.Name} : {ModelFunction.InterfacesOf(plan.Spec)}"))
            {
                writer.WriteLine($$"""
                    /// <summary>True if this processor runs these kernels.</summary>
                    public static bool IsSupported => {{dialect.IsThere}};

                    public static ModelShape Shape => {{name}}.Shape;

                    public static int ParameterSize => {{name}}.ParameterSize;

                    public static int StateSize => {{name}}.StateSize;

                    public static int WorkspaceSize(int batch, int window) => {{name}}.WorkspaceSize(batch, window);

                    public static int GateOffset(int batch, int window, int gate, int row, int step) => {{name}}.GateOffset(batch, window, gate, row, step);
                    """);
                if (!plan.Spec.Trains)
                {
                    writer.WriteLine($"\npublic static int TrainingWorkspaceSize(int batch, int window) => {name}.TrainingWorkspaceSize(batch, window);");
                }
                else
                {
                    writer.WriteLine($$"""

                        public static int TrainableOffset => {{name}}.TrainableOffset;

                        public static int TransposeSize => {{name}}.TransposeSize;

                        public static int AdjointWorkspaceSize(int batch, int window) => {{name}}.AdjointWorkspaceSize(batch, window);
                        """);
                }

                foreach (Action<SourceWriter, ModelPlan, Dialect> write in plan.Spec.Trains ? Running.Concat(Training) : Running)
                {
                    write(writer, plan, dialect);
                }
            }
        }

        return writer.ToSourceText();
    }
}
