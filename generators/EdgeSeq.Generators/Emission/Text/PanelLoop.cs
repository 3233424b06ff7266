using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Planning;
using EdgeSeq.Generators.Tiling;

namespace EdgeSeq.Generators.Emission.Text;

/// <summary>The loop over the panels of one row's product, each in as few passes as its sums fit the registers.</summary>
internal static class PanelLoop
{
    /// <summary>
    /// Prints it. In a pass the text may use <c>lane</c>, the first output of the panel, and <c>weights</c>, its first float.
    /// </summary>
    public static void Write(SourceWriter writer, Dialect dialect, MatrixGroup group, bool alternates, Action<PanelPass> writePass) =>
        Write(writer, group, alternates, blocks => WritePasses(writer, StepTiling.Passes(dialect, group, blocks), writePass));

    /// <summary>Prints the loop around what <paramref name="writePanel"/> prints for panels of so many blocks.</summary>
    public static void Write(SourceWriter writer, MatrixGroup group, bool alternates, Action<int> writePanel)
    {
        if (group.PanelCount == 1)
        {
            WriteSingle(writer, group, panel: 0);
            writePanel(group.Blocks);
            return;
        }

        using (writer.OpenBlock($"for (nuint i = 0; i < {group.FullPanels}; i++)"))
        {
            writer.WriteLine(alternates ? $"nuint panel = descending ? {group.FullPanels - 1} - i : i;" : "nuint panel = i;");
            writer.WriteLine($"nuint lane = {group.BlocksPerPanel * 16} * panel;");
            writer.WriteLine($"ref float weights = ref Unsafe.Add(ref parameters, {group.Offset} + {group.PanelSize} * panel);");
            writePanel(group.BlocksPerPanel);
        }

        if (group.TailBlocks > 0)
        {
            using (writer.OpenBlock("// The last panel is narrower."))
            {
                WriteSingle(writer, group, group.FullPanels);
                writePanel(group.TailBlocks);
            }
        }
    }

    private static void WriteSingle(SourceWriter writer, MatrixGroup group, int panel)
    {
        writer.WriteLine($"const nuint lane = {panel * group.BlocksPerPanel * 16};");
        writer.WriteLine($"ref float weights = ref Unsafe.Add(ref parameters, {group.Offset + panel * group.PanelSize});");
    }

    /// <summary>Prints the passes over one panel.</summary>
    public static void WritePasses(SourceWriter writer, IEnumerable<PanelPass> passes, Action<PanelPass> writePass)
    {
        foreach (PanelPass pass in passes)
        {
            if (pass.IsWhole)
            {
                writePass(pass);
                continue;
            }

            using (writer.OpenBlock($"// Blocks {pass.FirstBlock} to {pass.FirstBlock + pass.Blocks - 1} of the panel."))
            {
                writePass(pass);
            }
        }
    }
}
