using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>A window through all nodes, one after the other. The output layer and the loss wait until they are asked for.</summary>
internal static class ForwardWriter
{
    public static void Write(SourceWriter writer, ModelPlan plan, Dialect dialect)
    {
        foreach (Node node in plan.Nodes.Where(node => node != plan.Output && node != plan.Top))
        {
            node.Writer.Members(writer, dialect);
        }

        writer.WriteLine();
        if (!plan.Spec.Trains)
        {
            writer.WriteLine($"""
                public static void Forward({ModelFunction.ForwardParameters}) =>
                    Forward(parameters, input, states, workspace, new Workspace(batch, window), batch, window);

                public static void TrainingForward({ModelFunction.ForwardParameters}) =>
                    Forward(parameters, input, states, workspace, new Workspace(batch, window, keepsOutputs: true, teaches: true), batch, window);

                """);
        }

        using (writer.OpenBlock(plan.Spec.Trains ? $"public static void Forward({ModelFunction.ForwardParameters})" : $"private static void Forward({ModelFunction.ForwardParameters.Replace("int batch", "in Workspace space, int batch")})"))
        {
            if (plan.Spec.Trains)
            {
                writer.WriteLine("var space = new Workspace(batch, window);");
            }

            writer.WriteLine($"""
                KernelGuard.Forward(parameters, ParameterSize, input, {ModelText.InputSize(plan)}, states, StateSize, workspace, space.Size, batch, window);
                """);
            foreach (Node node in plan.Nodes)
            {
                node.Writer.InputGuard(writer, "input, batch, window");
            }

            writer.WriteLine("""
                ref float p = ref MemoryMarshal.GetReference(parameters);
                ref float s = ref MemoryMarshal.GetReference(states);
                ref float work = ref MemoryMarshal.GetReference(workspace);
                """);
            if (plan.Spec.IsBidirectional)
            {
                writer.WriteLine("states.Slice(0, batch * StateSize).Clear();   // what reads from the end too begins anew in every window");
            }

            PaceWriter.Write(writer, plan.Nodes, node => node.Writer.Forward(writer), "ref float p", "ref float s");
        }
    }
}
