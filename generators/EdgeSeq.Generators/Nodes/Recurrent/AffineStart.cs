using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>Where the chain of a pre-activation starts: its bias plus W x.</summary>
internal static class AffineStart
{
    /// <param name="plan">The plan.</param>
    /// <param name="dialect">The dialect.</param>
    /// <param name="row">The pre-activation.</param>
    /// <param name="vector">Vector, counted from the unit <c>lane</c>, which begins a block.</param>
    public static string Print(LayerPlan plan, Dialect dialect, AffineRow row, int vector)
    {
        var terms = new List<string>();
        if (row.Passed is not null)
        {
            return KernelText.Load(dialect, "input", KernelText.Lane(plan.OffsetOfPassed(row) + vector * dialect.Width));
        }

        if (row.Input is not null)
        {
            terms.Add(Load("input", plan.InputRows.ToList().IndexOf(row), plan.InputRows.Count));
        }

        if (row.Bias is not null)
        {
            terms.Add(Load("bias", plan.BiasRows.ToList().IndexOf(row), plan.BiasRows.Count));
        }

        return terms.Count == 0 ? $"{dialect.VectorType}.Zero" : string.Join(" + ", terms);

        string Load(string reference, int gate, int gates)
        {
            int offset = (vector / dialect.VectorsPerBlock * gates + gate) * 16 + vector % dialect.VectorsPerBlock * dialect.Width;
            string index = gates == 1 ? "lane" : $"{gates} * lane";
            return KernelText.Load(dialect, reference, offset == 0 ? index : $"{index} + {offset}");
        }
    }
}
