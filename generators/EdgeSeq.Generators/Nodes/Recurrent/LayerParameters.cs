using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>
/// The parameters of a recurrent layer in one direction: input weights, recurrent weights, biases, in the order of the equations; then vectors
/// and single numbers.
/// </summary>
internal static class LayerParameters
{
    public static IEnumerable<PlannedParameter> Of(PlacedLayer layer)
    {
        LayerPlan plan = layer.Plan;
        for (int gate = 0; gate < plan.InputRows.Count; gate++)
        {
            yield return Of(plan.InputRows[gate].Input!, "Input", plan.Key.Inputs, plan.Sizes.Count(plan.InputSize), plan.Input, gate);
        }

        for (int stage = 0; stage < plan.Forward.Count; stage++)
        {
            for (int gate = 0; gate < plan.Forward[stage].Recurrent.Count; gate++)
            {
                MatrixGroup group = plan.Recurrent[stage]!;
                yield return Of(plan.Forward[stage].Recurrent[gate].Recurrent!, "Recurrent", plan.Sizes.CountOf(plan.Forward[stage].Operand!), plan.Sizes.Count(plan.Forward[stage].Size), group, gate);
            }
        }

        for (int gate = 0; gate < plan.BiasRows.Count; gate++)
        {
            string bias = plan.BiasRows[gate].Bias!;
            yield return Of(bias, "Bias", 1, plan.Hidden, plan.Bias, gate) with { Initial = plan.Rows.FirstBiases.FirstOrDefault(first => first.Bias == bias).Value };
        }

        int steps = layer.Names.Steps;
        if (steps > 0)
        {
            // Vectors one behind the other are the rows of a matrix, which PyTorch has as [channels, 1, steps].
            MatrixGroup first = plan.Own[0].Place;
            yield return Of("w", "Input", steps, plan.Hidden, MatrixGroup.Rows(first.Offset, steps, 1, first.Blocks), 0) with { Kernel = steps };
        }

        foreach ((CellParameter parameter, MatrixGroup place) in plan.Own.Skip(steps))
        {
            yield return Of(parameter.Name, parameter.IsScalar ? "Scalar" : "Vector", 1, parameter.IsScalar ? 1 : plan.Sizes.Count(parameter.Size), place, 0) with { Initial = parameter.Initial };
        }

        PlannedParameter Of(string name, string kind, int rows, int columns, MatrixGroup group, int gate) => new(
            layer.Names.Of(name, layer.Layer, layer.IsReverse), kind, rows, columns, group with { Offset = group.Offset + layer.ParameterOffset }, gate, layer.Layer, layer.IsReverse)
        {
            Module = layer.Names.Module,
            FileName = layer.Names.FileName(name, layer.IsReverse),
            Kernel = kind == "Input" ? layer.Names.Kernel : 0,
            TiedTo = kind == "Input" ? layer.Names.TiedTo : null,
        };
    }
}
