using System.Globalization;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>What hovering over the declared type shows: the equations, the derived adjoints, and what the model costs.</summary>
internal static class ShapeDocumentation
{
    public static void Write(SourceWriter writer, KernelPlan plan)
    {
        writer.WriteLine("/// <remarks>");
        writer.WriteLine($"/// <para>{XmlText.Escape(plan.Cell.Title)}, {plan.Spec.Hidden} hidden units, {plan.Spec.Vocabulary} tokens in and out.</para>");
        WriteRows(writer, "Forward", plan.Cell.Equations.Split('\n').Select(row => row.Trim()).Append("y = softmax(W_y h' + b_y)"));
        WriteRows(writer, "Backward (derived)", plan.Adjoints.Rows.Select(row => row.ToString()));
        writer.WriteLine($"/// <para>{Grouped(plan.ParameterCount)} parameters ({Grouped(4L * plan.ParameterSize)} bytes with padding), "
            + $"{Grouped(plan.MultiplyAddsPerStep)} multiply-adds a step with the output layer.</para>");
        writer.WriteLine($"/// <para>{XmlText.Escape(plan.Cell.Source)}</para>");
        writer.WriteLine("/// </remarks>");
    }

    public static string Grouped(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static void WriteRows(SourceWriter writer, string title, IEnumerable<string> rows)
    {
        writer.WriteLine($"/// <para>{title}:</para>");
        writer.WriteLine("/// <code>");
        writer.WriteLines(rows.Select(row => "/// " + XmlText.Escape(row)));
        writer.WriteLine("/// </code>");
    }
}
