using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Differentiation;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Equations;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>What is generated for a cell of the user's: what hovering over it shows. Kernels are those of the models that use it.</summary>
internal static class CellEmitter
{
    public static SourceText Emit(DeclaredType type, CellDefinition cell)
    {
        var writer = new SourceWriter();
        FileHeader.Write(writer, $"{type.Name}, a recurrent cell.", type.Namespace);
        using (FileHeader.OpenDeclaration(writer, type, () => WriteDocumentation(writer, cell), ""))
        {
        }

        return writer.ToSourceText();
    }

    private static void WriteDocumentation(SourceWriter writer, CellDefinition cell)
    {
        CellRows rows = cell.Read();
        writer.WriteLine("/// <remarks>");
        writer.WriteLine($"/// <para>{XmlText.Escape(cell.Title)}, a recurrent cell with {(rows.States.Count == 1 ? "the state" : "the states")} {string.Join(", ", rows.States)}.</para>");
        ShapeDocumentation.WriteRows(writer, "Forward", cell.Lines);
        ShapeDocumentation.WriteRows(writer, "Backward (derived)", Differentiator.Differentiate(rows).Rows.Select(row => row.ToString()));
        writer.WriteLine($"/// <para>{XmlText.Escape(cell.Source)}</para>");
        writer.WriteLine("/// </remarks>");
        ShapeDocumentation.WriteSuppression(writer);
    }
}
