using EdgeSeq.Targets.LanguageModels;
using EdgeSeq.Targets.LanguageModels.Commands;
using EdgeSeq.Text;

namespace EdgeSeq.Targets.CharLm;

/// <summary>Language models of bytes and characters.</summary>
internal static class CharLmApp
{
    /// <summary>The application.</summary>
    public static LanguageApp Create() => new()
    {
        Name = "charlm",
        Description = "Learns a text character by character with kernels generated for the shape, and writes more of it. Without a command: a demo of half a minute.",
        Levels = [("byte", TextLevel.Byte), ("char", TextLevel.Character)],
        Shapes = new ShapeCatalogue(
        [
            new CompiledShape<ElmanTanh64>(), new CompiledShape<ElmanTanh128>(), new CompiledShape<ElmanTanh256>(),
            new CompiledShape<ElmanRelu128>(),
            new CompiledShape<GruResetBefore128>(), new CompiledShape<GruResetBefore256>(),
            new CompiledShape<GruResetAfter64>(), new CompiledShape<GruResetAfter128>(), new CompiledShape<GruResetAfter256>(),
            new CompiledShape<GruSimplified128>(),
            new CompiledShape<Lstm64>(), new CompiledShape<Lstm128>(), new CompiledShape<Lstm256>(),
        ]),
        Defaults = new TrainSettings(),
    };
}
