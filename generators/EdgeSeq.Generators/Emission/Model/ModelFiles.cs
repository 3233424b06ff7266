using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Nodes.Recurrent;
using EdgeSeq.Generators.Planning;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>The files of one shape, made one by one as they are asked for: a run that is no longer wanted ends between two of them.</summary>
internal static class ModelFiles
{
    public static IEnumerable<(string Name, SourceText Text)> Of(ModelPlan plan, CancellationToken cancellation)
    {
        string name = plan.Spec.Type.HintName;
        yield return ($"{name}.g.cs", ModelEmitter.Emit(plan));
        foreach (Dialect dialect in plan.Dialects)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return ($"{name}.{dialect.Name}.g.cs", DialectEmitter.Emit(plan, dialect));
            foreach (LayerPlan layer in plan.Kinds)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return ($"{name}.{dialect.Name}.{layer.Key.Name}.g.cs", LayerEmitter.Emit(plan, layer, dialect));
            }
        }
    }
}
