using EdgeSeq.Text;
using EdgeSeq.Training;
using Xunit;
using Shape = EdgeSeq.Tests.Kernels.KernelShapes.GruResetAfterV5H33;

namespace EdgeSeq.Tests.Safety;

/// <summary>
/// Everything that takes tokens or spans is fed what it must refuse: tokens from the ends of the range, spans of a wrong
/// length, and objects that were disposed. The kernels themselves are tested shape by shape in <c>ArgumentTests</c>.
/// </summary>
public sealed class PublicEntryTests
{
    private const int Batch = 2, Window = 3, V = 5;

    private static readonly int[] s_strangers = [int.MinValue, -2, V, V + 1, int.MaxValue];

    /// <summary>Calls with one token; the others are right.</summary>
    private static readonly Dictionary<string, Action<Objects, int>> s_tokens = new()
    {
        ["Session.Step"] = (all, token) => all.Session.Step(token),
        ["Session.Step with logits"] = (all, token) => all.Session.Step(token, new float[V]),
        ["Sampler.Generate"] = (all, token) => all.Sampler.Generate([0, token], new int[4]),
        ["Sampler.Read"] = (all, token) => all.Sampler.Read([0, token]),
        ["Session.Read"] = (all, token) => all.Session.Read([0, token]),
        ["Scorer.Score"] = (all, token) => all.Scorer.Score([0, token]),
        ["Scorer.Score with terms"] = (all, token) => all.Scorer.Score([0, token], new float[2]),
        ["Scorer.Score of many"] = (all, token) => all.Scorer.Score([0, token, 1], [1, 2], new SequenceScore[2]),
        ["Evaluator.Add, inputs"] = (all, token) => all.Evaluator.Add(With(token), With(0)),
        ["Evaluator.Add, targets"] = (all, token) => all.Evaluator.Add(With(0), With(token)),
        ["Trainer.Step, inputs"] = (all, token) => all.Trainer.Step(With(token), With(0)),
        ["Trainer.Step, targets"] = (all, token) => all.Trainer.Step(With(0), With(token)),
        ["Vocabulary.UnitOf"] = (_, token) => Letters.UnitOf(token),
        ["Vocabulary.Decode"] = (_, token) => Letters.Decode([0, token], new byte[100]),
        ["Vocabulary.CountBytes"] = (_, token) => Letters.CountBytes([0, token]),
    };

    /// <summary>Calls with a span that is too short, or not of the one right length.</summary>
    private static readonly Dictionary<string, Action<Objects>> s_lengths = new()
    {
        ["Session.Step"] = all => all.Session.Step(0, new float[V - 1]),
        ["Session.Logits"] = all => all.Session.Logits(new float[V - 1]),
        ["Session.Output"] = all => all.Session.Output(new float[V - 1]),
        ["Session.CopyStateTo, short"] = all => all.Session.CopyStateTo(new float[Session<Shape>.StateSize - 1]),
        ["Session.CopyStateTo, long"] = all => all.Session.CopyStateTo(new float[Session<Shape>.StateSize + 1]),
        ["Session.LoadState, short"] = all => all.Session.LoadState(new float[Session<Shape>.StateSize - 1]),
        ["Session.LoadState, empty"] = all => all.Session.LoadState([]),
        ["Scorer.Score, terms"] = all => all.Scorer.Score([0, 1], new float[1]),
        ["Scorer.Score, scores"] = all => all.Scorer.Score([0, 1], [1, 1], new SequenceScore[1]),
        ["Scorer.Score, lengths that leave tokens over"] = all => all.Scorer.Score([0, 1, 2], [1, 1], new SequenceScore[2]),
        ["Scorer.Score, lengths beyond the tokens"] = all => all.Scorer.Score([0, 1], [1, 2], new SequenceScore[2]),
        ["Scorer.Score, a negative length"] = all => all.Scorer.Score([0, 1], [3, -1], new SequenceScore[2]),
        ["Scorer.Score, lengths that overflow"] = all => all.Scorer.Score([0, 1], [int.MaxValue, int.MaxValue, 4], new SequenceScore[3]),
        ["Evaluator.Add, inputs"] = all => all.Evaluator.Add(new int[(Batch * Window) - 1], With(0)),
        ["Evaluator.Add, targets"] = all => all.Evaluator.Add(With(0), new int[(Batch * Window) + 1]),
        ["Trainer.Step, inputs"] = all => all.Trainer.Step([], With(0)),
        ["Trainer.Step, targets"] = all => all.Trainer.Step(With(0), new int[(Batch * Window) + 1]),
        ["Trainer.Step, row lengths beyond the window"] = all => all.Trainer.Step(WithLengths(1, Window + 1), With(0)),
        ["Trainer.Step, negative row lengths"] = all => all.Trainer.Step(WithLengths(int.MinValue, 1), With(0)),
        ["Trainer.Step, too few row lengths"] = all => all.Trainer.Step(WithLengths(1), With(0)),
        ["Evaluator.Add, row lengths beyond the window"] = all => all.Evaluator.Add(WithLengths(int.MaxValue, 1), With(0)),
        ["Trainer.Step, vectors for tokens"] = all => all.Trainer.Step(new float[Batch * Window], With(0)),
        ["Trainer.Step, values for classes"] = all => all.Trainer.Step(With(0), new float[Batch * Window * V]),
        ["Trainer.ResetState"] = all => all.Trainer.ResetState(Batch),
        ["Trainer.ResetState, negative"] = all => all.Trainer.ResetState(int.MinValue),
        ["Model.CopyParameterTo"] = all => all.Model.CopyParameterTo("W_r", new float[V, 1]),
        ["Model.SetParameter"] = all => all.Model.SetParameter("W_r", new float[1, 33]),
        ["Model.Save"] = all => all.Model.Save(new byte[10]),
        ["RandomGenerator.LoadState"] = _ => new RandomGenerator().LoadState(new ulong[3]),
        ["RandomGenerator.CopyStateTo"] = _ => new RandomGenerator().CopyStateTo(new ulong[5]),
        ["Vocabulary.Encode"] = _ => Letters.Encode("abab"u8, new int[3]),
        ["Vocabulary.Decode"] = _ => Letters.Decode([1, 2], new byte[1]),
    };

    /// <summary>Calls that are right.</summary>
    private static readonly Dictionary<string, Action<Objects>> s_calls = new()
    {
        ["Model.Parameters"] = all => _ = all.Model.Parameters.Length,
        ["Model.Save"] = all => all.Model.Save(new MemoryStream()),
        ["Model.Save to memory"] = all => all.Model.Save(new byte[100_000]),
        ["Model.LoadWeights"] = all => all.Model.LoadWeights(all.File),
        ["Model.ComputeSha256"] = all => all.Model.ComputeSha256(),
        ["Model.CopyParameterTo"] = all => all.Model.CopyParameterTo("b_y", new float[1, V]),
        ["Session.Step"] = all => all.Session.Step(1),
        ["Session.Step with logits"] = all => all.Session.Step(1, new float[V]),
        ["Session.Logits"] = all => all.Session.Logits(new float[V]),
        ["Session.Output"] = all => all.Session.Output(new float[V]),
        ["Session.CopyStateTo"] = all => all.Session.CopyStateTo(new float[Session<Shape>.StateSize]),
        ["Session.LoadState"] = all => all.Session.LoadState(new float[Session<Shape>.StateSize]),
        ["Session.Reset"] = all => all.Session.Reset(),
        ["Sampler.Generate"] = all => all.Sampler.Generate([0], new int[4]),
        ["Sampler.Next"] = all => all.Sampler.Next(),
        ["Sampler.Read"] = all => all.Sampler.Read([1]),
        ["Session.Read"] = all => all.Session.Read([1]),
        ["Scorer.Score"] = all => all.Scorer.Score([0, 1]),
        ["Scorer.Score of many"] = all => all.Scorer.Score([0, 1], [1, 1], new SequenceScore[2]),
        ["Evaluator.Add"] = all => all.Evaluator.Add(With(0), With(1)),
        ["Evaluator.Reset"] = all => all.Evaluator.Reset(),
        ["Trainer.Step"] = all => all.Trainer.Step(With(0), With(1)),
        ["Trainer.ResetState"] = all => all.Trainer.ResetState(),
        ["Trainer.ResetState of a row"] = all => all.Trainer.ResetState(1),
    };

    public static TheoryData<string> Tokens => [.. s_tokens.Keys];

    public static TheoryData<string> Lengths => [.. s_lengths.Keys];

    public static TheoryData<string> Calls => [.. s_calls.Keys];

    private static Vocabulary Letters => Vocabulary.Build(new MemoryStream("abcd"u8.ToArray()), new VocabularyOptions());

    [Theory]
    [MemberData(nameof(Tokens))]
    public void A_token_that_is_none_is_refused(string entry)
    {
        using var all = new Objects();
        s_tokens[entry](all, 1);
        string before = all.Model.ComputeSha256();
        Assert.All(s_strangers, token =>
        {
            var refused = Assert.ThrowsAny<ArgumentException>(() => s_tokens[entry](all, token));
            Assert.Contains($"{token}", refused.Message, StringComparison.Ordinal);
        });
        Assert.Equal(before, all.Model.ComputeSha256());
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_span_of_a_wrong_length_is_refused(string entry)
    {
        using var all = new Objects();
        Assert.ThrowsAny<ArgumentException>(() => s_lengths[entry](all));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void What_was_disposed_is_refused(string entry)
    {
        var all = new Objects();
        s_calls[entry](all);
        all.Dispose();
        Assert.Throws<ObjectDisposedException>(() => s_calls[entry](all));
    }

    private static int[] With(int token) => [0, 1, 2, 3, 4, token];

    private static SequenceInput WithLengths(params int[] lengths) => new() { Tokens = With(0), Lengths = lengths };

    /// <summary>One of everything that reads or changes a model.</summary>
    private sealed class Objects : IDisposable
    {
        public Objects()
        {
            Session = new(Model);
            Sampler = new(Model);
            Scorer = new(Model);
            Evaluator = new(Model, Batch, Window);
            Trainer = new(Model, new TrainerOptions { Batch = Batch, Window = Window });
            File = new byte[Model.GetSavedSize()];
            Model.Save(File);
        }

        public Model<Shape> Model { get; } = new(seed: 1);

        public Session<Shape> Session { get; }

        public Sampler<Shape> Sampler { get; }

        public Scorer<Shape> Scorer { get; }

        public Evaluator<Shape> Evaluator { get; }

        public Trainer<Shape> Trainer { get; }

        public byte[] File { get; }

        public void Dispose()
        {
            foreach (IDisposable item in (IDisposable[])[Session, Sampler, Scorer, Evaluator, Trainer, Model])
            {
                item.Dispose();
            }
        }
    }
}
