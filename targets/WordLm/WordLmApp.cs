using EdgeSeq.Targets.LanguageModels;
using EdgeSeq.Targets.LanguageModels.Commands;
using EdgeSeq.Text;

namespace EdgeSeq.Targets.WordLm;

/// <summary>Language models of words.</summary>
internal static class WordLmApp
{
    /// <summary>The application.</summary>
    public static LanguageApp Create() => new()
    {
        Name = "wordlm",
        Description = "Learns a text word by word, with the 8,192 most frequent words, and writes more of it. Without a command: a demo of about a minute.",
        Levels = [("word", TextLevel.Word)],
        Shapes = new ShapeCatalogue(
        [
            new CompiledShape<GruResetAfter128>(), new CompiledShape<GruResetAfter256>(),
            new CompiledShape<Lstm128>(), new CompiledShape<Lstm256>(),
        ]),
        Defaults = new TrainSettings { Level = TextLevel.Word, Steps = 800, Window = 32, LearningRate = 0.004f, Prompt = "the" },
    };
}
