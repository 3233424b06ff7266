using EdgeSeq.Generators.Nodes;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>Phrases that several writers of a model share.</summary>
internal static class ModelText
{
    /// <summary>What an input is checked against: tokens of the vocabulary, or numbers of a vector.</summary>
    public static string InputSize(ModelPlan plan) => plan.Spec.Vocabulary > 0 ? "Vocabulary, 0" : "0, InputSize";

    /// <summary>The check of the targets.</summary>
    public static string GuardTarget(ModelPlan plan) => plan.Top?.Writer is TopWriter top ? top.Guard : "KernelGuard.NoTarget(target);";
}
