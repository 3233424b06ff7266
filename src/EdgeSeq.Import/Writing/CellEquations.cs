using EdgeSeq.Import.Form;

namespace EdgeSeq.Import.Writing;

/// <summary>The equations of a cell that the catalogue does not have.</summary>
internal static class CellEquations
{
    /// <summary>One row a line; parameters are called as <see cref="CellTensors.Named"/> does.</summary>
    public static string Of(CellForm cell)
    {
        List<string> lines = [];
        bool isLstm = cell.Family == CellFamily.Lstm;
        if (cell.Projection > 0)
        {
            lines.Add($"size P = {cell.Projection}");
        }

        string h = "h", c = "c";
        if (cell.HasFirstState)
        {
            // A sequence begins at zeros, and began is 0 in its first step only.
            (h, c) = ("past", "kept");
            lines.Add($"vector h_first{(cell.Projection > 0 ? "[P]" : "")} = 0");
            lines.AddRange(isLstm ? ["vector c_first = 0"] : []);
            lines.Add(cell.Projection > 0 ? "past[P] = h + (1 - began) * h_first" : "past = h + (1 - began) * h_first");
            lines.AddRange(isLstm ? [$"kept = c + (1 - {(cell.Projection > 0 ? "started" : "began")}) * c_first"] : []);
        }

        if (cell.HasPeepholes)
        {
            lines.InsertRange(0, ["vector p_i = 0", "vector p_f = 0", "vector p_o = 0"]);
        }

        switch (cell.Family)
        {
            case CellFamily.Rnn:
                lines.Add($"h' = {cell.Candidate.Of(Affine("h"))}");
                break;
            case CellFamily.Lstm:
                lines.Add($"i = {cell.Gate.Of(Affine("i", Peephole("i", c)))}");
                lines.Add($"f = {cell.Gate.Of(Affine("f", Peephole("f", c)))}");
                lines.Add($"g = {cell.Candidate.Of(Affine("g"))}");
                lines.Add($"c' = f * {c} + i * g");
                lines.Add($"o = {cell.Gate.Of(Affine("o", Peephole("o", "c'")))}");
                string output = $"o * {cell.Output.Of("c'")}";
                lines.AddRange(cell.Projection > 0 ? [$"m = {output}", "h'[P] = U_p m"] : [$"h' = {output}"]);
                break;
            default:
                lines.Add($"r = {cell.Gate.Of(Affine("r"))}");
                lines.Add($"z = {cell.Gate.Of(Affine("z"))}");
                lines.Add($"n = {cell.Candidate.Of(cell.Family == CellFamily.GruResetAfter ? $"W_n x + b_n + r * (U_n {h} + b_hn)" : $"W_n x + U_n (r * {h}) + b_n")}");
                lines.Add($"h' = n + z * ({h} - n)");
                break;
        }

        if (cell.HasFirstState)
        {
            lines.AddRange(cell.Projection > 0 ? ["began'[P] = 1", "started' = 1"] : ["began' = 1"]);
        }

        return string.Join('\n', lines);

        string Affine(string gate, string more = "") => $"W_{gate} x + U_{gate} {h} + b_{gate}{more}";

        string Peephole(string gate, string state) => cell.HasPeepholes ? $" + p_{gate} * {state}" : "";
    }
}
