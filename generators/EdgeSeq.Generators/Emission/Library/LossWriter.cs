using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Rules;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>Losses that are sums over independent outputs, in 16 lanes as <see cref="ReductionWriter"/>'s sums.</summary>
internal static class LossWriter
{
    public static void Write(SourceWriter writer, Dialect dialect)
    {
        foreach (LossDefinition loss in LossDefinition.All)
        {
            WriteLoss(writer, dialect, loss);
        }
    }

    private static void WriteLoss(SourceWriter writer, Dialect dialect, LossDefinition loss)
    {
        var expression = new VectorExpression(dialect, functionPrefix: "");
        string value = expression.PrintOuter(EquationParser.ParseExpression(loss.Loss));
        string gradient = expression.Print(EquationParser.ParseExpression(loss.Gradient));
        writer.WriteLine($"""

            /// <summary>
            /// Returns the sum of <c>{XmlText.Escape(loss.Loss)}</c> over a row of outputs x and true values y, and replaces x by
            /// <c>scale * ({XmlText.Escape(loss.Gradient)})</c>. Where y is NaN both are zero. <paramref name="count"/> is a multiple of 16.
            /// </summary>
            /// <remarks>{XmlText.Escape(loss.Source)}</remarks>
            {KernelText.Optimize}
            """);
        using (writer.OpenBlock($"public static float {loss.Name}(ref float row, ref float truth, nuint count, float scale)"))
        {
            writer.WriteLine("LaneTree lanes = LaneTree.Filled(0);");
            writer.WriteLine($"var factor = {dialect.Vector}.Create(scale);");
            using (writer.OpenBlock("for (nuint i = 0; i < count; i += 16)"))
            using (writer.OpenBlock($"for (nuint lane = 0; lane < 16; lane += {dialect.Width})"))
            {
                writer.WriteLine($"""
                    var x = {dialect.Vector}.LoadUnsafe(ref row, i + lane);
                    var y = {dialect.Vector}.LoadUnsafe(ref truth, i + lane);
                    var present = {dialect.Vector}.Equals(y, y);
                    var loss = {value};
                    var gradient = factor * {gradient};
                    ({dialect.Vector}.LoadUnsafe(ref lanes[0], lane) + {dialect.Vector}.ConditionalSelect(present, loss, {dialect.VectorType}.Zero)).StoreUnsafe(ref lanes[0], lane);
                    {dialect.Vector}.ConditionalSelect(present, gradient, {dialect.VectorType}.Zero).StoreUnsafe(ref row, i + lane);
                    """);
            }

            writer.WriteLine("return lanes.Sum();");
        }
    }
}
