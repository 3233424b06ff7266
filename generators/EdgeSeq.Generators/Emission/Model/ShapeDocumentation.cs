using System.Globalization;
using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes.Recurrent;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>What hovering over the declared type shows: the equations, the derived adjoints, and what the model costs.</summary>
internal static class ShapeDocumentation
{
    public static void Write(SourceWriter writer, ModelPlan plan)
    {
        ModelSpec spec = plan.Spec;
        if (spec.Network is not null)
        {
            NetworkDocumentation.Write(writer, plan);
            return;
        }

        LayerPlan first = plan.Kinds[0];
        string input = spec.Vocabulary == 0 ? $"vectors of {spec.Inputs}"
            : $"{spec.Vocabulary} tokens{(spec.Embedding > 0 ? $", learned vectors of {spec.Embedding}" : "")}";
        string layers = $"{(spec.IsBidirectional ? "both directions, " : "")}{string.Join(" + ", spec.HiddenSizes)} hidden units";
        writer.WriteLine("/// <remarks>");
        writer.WriteLine($"/// <para>{XmlText.Escape(plan.Cell.Title)}: {input} in, {layers}, {Output(spec)} out{(spec.ReadsLast ? " after the last step" : "")}.</para>");
        WriteRows(writer, "Forward", Equations(plan).Concat(OutputRow(spec)));
        if (plan.TrainsLayers)
        {
            WriteRows(writer, "Backward (derived)", first.Adjoints.Rows.Select(row => row.ToString()));
        }

        writer.WriteLine($"/// <para>{Parameters(plan)}, "
            + $"{Grouped(plan.MultiplyAddsPerStep)} multiply-adds a step with the output layer.</para>");
        writer.WriteLine($"/// <para>{XmlText.Escape(plan.Cell.Source)}</para>");
        writer.WriteLine("/// </remarks>");
    }

    /// <summary>Of all rules only this one looks at the user's half of the type and means the generated one.</summary>
    public static void WriteSuppression(SourceWriter writer) => writer.WriteLine(
        "[SuppressMessageAttribute(\"Performance\", \"CA1815\", Justification = \"A shape has static members only; its values are never compared.\")]");

    public static string Grouped(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>How many numbers there are, and what they take.</summary>
    public static string Parameters(ModelPlan plan)
    {
        string size = $"{Grouped(4L * plan.ParameterSize)} bytes with padding";
        long rounded = plan.Parameters.Where(parameter => parameter.Group.Weights != WeightKind.Float32).Sum(parameter => parameter.Count);
        string kind = plan.Spec.Weights == WeightKind.BFloat16 ? "weights of bfloat16" : $"weights of 8 bits with a scale for every output{(plan.Spec.StateBits == 8 ? "" : $", times states of {plan.Spec.StateBits} bits")}";
        return rounded == 0 ? $"{Grouped(plan.ParameterCount)} parameters ({size})"
            : $"{Grouped(plan.ParameterCount)} parameters, {Grouped(rounded)} of them {kind}, the others floats ({size})";
    }

    /// <summary>The sizes in a line: <c>V = 256, H = 128</c>.</summary>
    public static string Sizes(ModelPlan plan) => string.Join(", ", new[]
    {
        plan.Spec.Vocabulary > 0 ? $"V = {plan.Spec.Vocabulary}" : $"D = {plan.Spec.Inputs}",
        plan.Spec.Embedding > 0 ? $"E = {plan.Spec.Embedding}" : "",
        $"H = {string.Join(" + ", plan.Spec.HiddenSizes)}",
        plan.Spec.Outputs > 0 && plan.Spec.Outputs != plan.Spec.Vocabulary ? $"O = {plan.Spec.Outputs}" : "",
    }.Where(size => size.Length > 0));

    /// <summary>The cell's lines, with the constants and sizes of this model.</summary>
    public static IEnumerable<string> Equations(ModelPlan plan)
    {
        // What the model declares stands in place of what the cell's text says.
        var set = plan.Spec.Settings.ToDictionary(setting => setting.Name, setting => setting.Value.ToString("R", CultureInfo.InvariantCulture));
        return plan.Cell.Lines.Select(Declared);

        string Declared(string line)
        {
            string[] words = line.Split(' ');
            return words.Length > 1 && words[0] is "constant" or "size" && set.TryGetValue(words[1], out string value) ? $"{words[0]} {words[1]} = {value}" : line;
        }

    }

    private static string Output(ModelSpec spec) => spec.Head switch
    {
        HeadKind.None => "no output layer: its state",
        HeadKind.Softmax => $"one of {spec.Outputs}",
        HeadKind.Sigmoid => $"{spec.Outputs} probabilities",
        _ => $"{spec.Outputs} numbers",
    };

    private static string[] OutputRow(ModelSpec spec) => spec.Head switch
    {
        HeadKind.None => [],
        HeadKind.Softmax => ["y = softmax(W_y h' + b_y)"],
        HeadKind.Sigmoid => ["y = sigmoid(W_y h' + b_y)"],
        _ => ["y = W_y h' + b_y"],
    };

    public static void WriteRows(SourceWriter writer, string title, IEnumerable<string> rows)
    {
        writer.WriteLine($"/// <para>{title}:</para>");
        writer.WriteLine("/// <code>");
        writer.WriteLines(rows.Select(row => "/// " + XmlText.Escape(row)));
        writer.WriteLine("/// </code>");
    }
}
