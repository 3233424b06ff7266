using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>The parameters of a recurrent layer in one direction: input weights, recurrent weights, biases, in the order of the equations.</summary>
internal static class LayerParameters
{
    public static IEnumerable<PlannedParameter> Of(PlacedLayer layer)
    {
        LayerPlan plan = layer.Plan;
        for (int gate = 0; gate < plan.InputRows.Count; gate++)
        {
            yield return Of(plan.InputRows[gate].Input!, "Input", plan.Key.Inputs, plan.Input, gate);
        }

        for (int stage = 0; stage < plan.Forward.Count; stage++)
        {
            for (int gate = 0; gate < plan.Forward[stage].Recurrent.Count; gate++)
            {
                yield return Of(plan.Forward[stage].Recurrent[gate].Recurrent!, "Recurrent", plan.Hidden, plan.Recurrent[stage]!, gate);
            }
        }

        for (int gate = 0; gate < plan.BiasRows.Count; gate++)
        {
            string bias = plan.BiasRows[gate].Bias!;
            yield return Of(bias, "Bias", 1, plan.Bias, gate) with { Initial = plan.Cell.InitialOnes?.Contains(bias) == true ? 1 : 0 };
        }

        PlannedParameter Of(string name, string kind, int rows, MatrixGroup group, int gate) => new(
            name + layer.Suffix, kind, rows, plan.Hidden, group with { Offset = group.Offset + layer.ParameterOffset }, gate, layer.Layer, layer.IsReverse);
    }
}
