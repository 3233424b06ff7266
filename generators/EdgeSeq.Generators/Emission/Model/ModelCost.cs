using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Diagnostics;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>What an editor shows at a declaration: parameters, bytes and multiply-adds, as the generated documentation states them.</summary>
internal static class ModelCost
{
    public static DiagnosticInfo Describe(ModelSpec spec, Place place)
    {
        var plan = new ModelPlan(spec);
        return DiagnosticInfo.Create(DiagnosticDescriptors.Cost, place, spec.Type.Name.TrimStart('@'),
            ShapeDocumentation.Grouped(plan.ParameterCount),
            ShapeDocumentation.Grouped(4L * plan.ParameterSize),
            ShapeDocumentation.Grouped(plan.MultiplyAddsPerStep));
    }
}
