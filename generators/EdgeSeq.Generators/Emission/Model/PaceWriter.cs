using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes;
using EdgeSeq.Generators.Nodes.Clock;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>
/// Nodes of different paces in one function. Those of a slower one stand in a function within it, to which the sequence is one of as many steps as they take:
/// what a node says is the same at any pace.
/// </summary>
internal static class PaceWriter
{
    /// <param name="writer">Receives it.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="write">What each says.</param>
    /// <param name="parameters">What it needs beside the sequence, the workspace, batch and window: declarations, such as <c>ref float p</c>.</param>
    public static void Write(SourceWriter writer, IEnumerable<Node> nodes, Action<Node> write, params string[] parameters)
    {
        int number = 0;
        foreach (List<Node> section in Sections(nodes))
        {
            int pace = section[0].RunPace;
            if (pace == 1)
            {
                section.ForEach(write);
                continue;
            }

            string name = $"Every{pace}Part{++number}";
            string arguments = string.Concat(parameters.Select(parameter => $", {(parameter.StartsWith("ref ", StringComparison.Ordinal) ? "ref " : "")}{parameter.Substring(parameter.LastIndexOf(' ') + 1)}"));
            writer.WriteLine($"\n// Every {pace} steps.");
            writer.WriteLine($"{name}({ClockNode.Input(pace)}, ref work, space, batch, {Window(pace)}{arguments});");
            using (writer.OpenBlock($"static void {name}(in SequenceInput input, ref float work, in Workspace space, int batch, int window{string.Concat(parameters.Select(parameter => $", {parameter}"))})"))
            {
                section.ForEach(write);
            }

            writer.WriteLine();
        }
    }

    /// <summary>The same in a step, where slower nodes run in some only.</summary>
    public static void WriteStep(SourceWriter writer, IEnumerable<Node> nodes)
    {
        foreach (List<Node> section in Sections(nodes))
        {
            if (section[0].RunPace == 1)
            {
                section.ForEach(node => node.Writer.Step(writer));
                continue;
            }

            using (writer.OpenBlock($"\nif ({ClockNode.Flag(section[0].RunPace)})"))
            {
                section.ForEach(node => node.Writer.Step(writer));
            }

            writer.WriteLine();
        }
    }

    /// <summary>Most steps of a slower pace in a window.</summary>
    private static string Window(int pace) => $"(window + {pace - 1}) / {pace}";

    private static List<List<Node>> Sections(IEnumerable<Node> nodes)
    {
        var sections = new List<List<Node>>();
        foreach (Node node in nodes)
        {
            if (sections.Count == 0 || sections[sections.Count - 1][0].RunPace != node.RunPace)
            {
                sections.Add([]);
            }

            sections[sections.Count - 1].Add(node);
        }

        return sections;
    }
}
