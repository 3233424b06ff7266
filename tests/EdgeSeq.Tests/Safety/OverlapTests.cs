using System.Runtime.InteropServices;
using EdgeSeq.Labelling;
using EdgeSeq.Losses;
using EdgeSeq.Numerics;
using EdgeSeq.Shapes;
using EdgeSeq.Text;
using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;
using Attended = EdgeSeq.Tests.Safety.SafetyShapes.Attended;
using Attending = EdgeSeq.Tests.Safety.SafetyShapes.Attending;
using Music = EdgeSeq.Tests.Safety.SafetyShapes.Music;
using MusicBytes = EdgeSeq.Tests.Safety.SafetyShapes.MusicBytes;
using Words = EdgeSeq.Tests.Safety.SafetyShapes.Words;

namespace EdgeSeq.Tests.Safety;

/// <summary>
/// Spans that share memory: a function gives what it gives apart, or refuses them. Every public function with two spans, one of them
/// written, is in the list.
/// </summary>
public sealed class OverlapTests
{
    private const int V = 5, D = Music.InputSize, Batch = 2, Window = 3;

    private static readonly float[] s_readings = [0.5f, -1, 0.25f, 1, 0.75f, -0.5f, 0.125f, 0, 1, -0.25f, 0.5f, 1, 1, -1, 0.5f, 0.25f, -0.75f, 1];
    private static readonly int[] s_prompt = [3, 1, 4, 1];

    private static readonly Dictionary<string, Action> s_functions = new()
    {
        ["Activations.Truth(values, padded)"] = () => Allows<float>([1, 2, 3], 5, (x, from, to) => Activations.Truth(x.AsSpan(from, 3), x.AsSpan(to, 5))),
        ["AnySession.Step(x, logits)"] = ChosenSteps,
        ["BatchSampler.Generate(prompt, output, lengths)"] = BatchSamples,
        ["BeamSearch.Search(prompt, output)"] = Searches,
        ["CrfDecoder.Decode(outputs, tags)"] = () => Refuses(
            [18, 3], [1], (x, at) => new CrfDecoder(TagRules.OfEntities(["O", "B-X"]), 4).Decode(At(x, at[0], 18), Whole(x, at[1], 3))),
        ["CtcDecoder.Greedy(outputs, labels)"] = () => Refuses(
            [8, 4], [1], (x, at) => CtcDecoder.Greedy(At(x, at[0], 8), 2, Whole(x, at[1], 4))),
        ["EncoderDecoder.Align(source, target, weights)"] = Aligns,
        ["EncoderDecoder.Decode(source, output)"] = Decodes,
        ["MemoryInfo.Write(state, rows)"] = () => Refuses(
            [Attending.StateSize, 8], [0], (x, at) => Attending.Shape.FindMemory().Write(At(x, at[0], Attending.StateSize), At(x, at[1], 8), 2)),
        ["Evaluator.Add(input, target, outputs)"] = Measures,
        ["ITrainableModel.Accumulate(input, gradients, workspace)"] = Accumulate,
        ["ITrainableModel.Adjoints(parameters, transpose, input, target, stateGradients, workspace, losses)"] = Adjoints,
        ["ITrainableModel.Backward(parameters, transpose, input, target, gradients, stateGradients, workspace)"] = Backward,
        ["ISequenceModel.Forward(parameters, input, states, workspace)"] = Forward,
        ["IQuantizedModel.TrainingForward(parameters, input, states, workspace)"] = TrainingForward,
        ["ISequenceModel.Loss(parameters, input, target, workspace, losses)"] = Loss,
        ["ISequenceModel.Outputs(parameters, input, outputs, workspace)"] = Outputs,
        ["ITrainableModel.Transpose(parameters, transpose)"] = () => Refuses(
            [Music.ParameterSize, Music.TransposeSize], [1], (x, at) => Music.Transpose(At(x, at[0], Music.ParameterSize), At(x, at[1], Music.TransposeSize))),
        ["IStreamingModel.Logits(parameters, state, outputs)"] = () => Refuses(
            [Music.ParameterSize, Music.StateSize, D], [2],
            (x, at) => Music.Logits(At(x, at[0], Music.ParameterSize), At(x, at[1], Music.StateSize), At(x, at[2], D))),
        ["ITokenBatches.Next(inputs, targets, lengths)"] = () => RefusesBatches(Rows),
        ["ITokenModel.Step(parameters, state)"] = () => Refuses(
            [Words.ParameterSize, Words.StateSize], [1], (x, at) => Words.Step(At(x, at[0], Words.ParameterSize), At(x, at[1], Words.StateSize), 1)),
        ["IVectorModel.Step(parameters, state, x)"] = () => Refuses(
            [Music.ParameterSize, Music.StateSize, D], [1],
            (x, at) => Music.Step(At(x, at[0], Music.ParameterSize), At(x, at[1], Music.StateSize), At(x, at[2], D))),
        ["PanelTransposition.Run(source, target)"] = () => Refuses(
            [256, 256], [1], (x, at) => PanelTransposition.Run(At(x, at[0], 256), Square, 16, At(x, at[1], 256), Square)),
        ["RowWindows.Next(inputs, targets, lengths)"] = () => RefusesBatches(Rows),
        ["Normalizer.NormalizeInputs(source, destination)"] = () => InPlace((x, y) => new Normalizer([1], [2]).NormalizeInputs(x.Span, y.Span)),
        ["Normalizer.NormalizeOutputs(source, destination)"] = () => InPlace((x, y) => new Normalizer([], [], [1], [2]).NormalizeOutputs(x.Span, y.Span)),
        ["Sampler.Generate(prompt, output)"] = Samples,
        ["Scorer.Rank(scores, order)"] = () => Refuses(
            [8, 2], [1], (x, at) => Scorer<Words>.Rank(MemoryMarshal.Cast<float, SequenceScore>(At(x, at[0], 8)), Whole(x, at[1], 2))),
        ["Scorer.Score(tokens, lengths, scores)"] = Scores,
        ["Scorer.Score(tokens, logProbabilities)"] = ScoresEach,
        ["SentenceBatches.Next(inputs, targets, lengths)"] = () => RefusesBatches(Sentences),
        ["SequenceRunner.Logits(input, outputs)"] = () => Runs(probabilities: false),
        ["SequenceRunner.Run(input, outputs)"] = () => Runs(probabilities: true),
        ["SessionGroupSteps.Step(streams, tokens, logits)"] = GroupSteps,
        ["SessionGroupSteps.Step(streams, vectors, logits)"] = GroupVectorSteps,
        ["SessionSteps.Step(x, logits)"] = Steps,
        ["TokenProbability.Top(probabilities, likeliest)"] = () => Refuses(
            [6, 4], [1], (x, at) => TokenProbability.Top(At(x, at[0], 6), MemoryMarshal.Cast<float, TokenProbability>(At(x, at[1], 4)))),
        ["VectorMath.Adam(weights, gradients, mean, square)"] = () => Refuses(
            [16, 16, 16, 16], [0, 1, 2, 3],
            (x, at) => VectorMath.Adam(At(x, at[0], 16), At(x, at[1], 16), At(x, at[2], 16), At(x, at[3], 16), 1, 1, 0.9f, 0.9f, 1, 1, 1, 0)),
        ["VectorMath.Exp(x, y)"] = () => InPlace((x, y) => VectorMath.Exp(x.Span, y.Span)),
        ["VectorMath.Log(x, y)"] = () => InPlace((x, y) => VectorMath.Log(x.Span, y.Span)),
        ["VectorMath.RmsProp(weights, gradients, square)"] = () => Refuses(
            [16, 16, 16], [0, 1, 2], (x, at) => VectorMath.RmsProp(At(x, at[0], 16), At(x, at[1], 16), At(x, at[2], 16), 1, 1, 0.9f, 1)),
        ["VectorMath.Sgd(weights, gradients, velocity)"] = () => Refuses(
            [16, 16, 16], [0, 1, 2], (x, at) => VectorMath.Sgd(At(x, at[0], 16), At(x, at[1], 16), At(x, at[2], 16), 1, 1, 0.9f)),
        ["VectorMath.Sigmoid(x, y)"] = () => InPlace((x, y) => VectorMath.Sigmoid(x.Span, y.Span)),
        ["VectorMath.Tanh(x, y)"] = () => InPlace((x, y) => VectorMath.Tanh(x.Span, y.Span)),
        ["VectorSampler.Generate(prompt, output)"] = Generates,
        ["Vocabulary.Decode(tokens, utf8)"] = () => Refuses(
            [4, 5], [1], (x, at) => Letters.Decode(Whole(x, at[0], 4), MemoryMarshal.AsBytes(At(x, at[1], 5)))),
        ["Vocabulary.Encode(utf8, tokens)"] = () => Refuses(
            [2, 8], [1],
            (x, at) =>
            {
                Span<byte> text = MemoryMarshal.AsBytes(At(x, at[0], 2));
                text.Fill((byte)'a');
                Letters.Encode(text, Whole(x, at[1], 8));
            }),
    };

    public static TheoryData<string> Functions => [.. s_functions.Keys];

    private static Vocabulary Letters => Vocabulary.Build(new MemoryStream("abcde"u8.ToArray()), new VocabularyOptions());

    private static PanelLayout Square => new(Offset: 0, Depth: 16, Gates: 1, Gate: 0, Blocks: 1, BlocksPerPanel: 1);

    [Fact]
    public void Every_public_function_of_two_spans_is_in_the_list() => Assert.Equal(SpanFunctions.All, s_functions.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Functions))]
    public void Spans_that_overlap_give_what_they_give_apart_or_are_refused(string function) => s_functions[function]();

    private static void BatchSamples()
    {
        using var model = new Model<Words>(1);
        using var sampler = new BatchSampler<Words>(model, new SamplerOptions { Seed = 3, RepetitionPenalty = 1.5f }, rows: 2);
        Allows(s_prompt, 12, (x, from, to) => sampler.Generate(x.AsSpan(from, 4), x.AsSpan(to, 12), new int[4]));
        Allows(s_prompt, 3, (x, from, to) => sampler.Generate(x.AsSpan(from, 4), new int[12], x.AsSpan(to, 3)));
        Refuses([12, 4], [0, 1], (x, at) => sampler.Generate([], Whole(x, at[0], 12), Whole(x, at[1], 4)));
    }

    private static void Samples()
    {
        using var model = new Model<Words>(1);
        using var sampler = new Sampler<Words>(model, new SamplerOptions { Temperature = 0, RepetitionPenalty = 1.5f });
        Allows(s_prompt, 6, (x, from, to) => sampler.Generate(x.AsSpan(from, 4), x.AsSpan(to, 6)));
    }

    private static void Searches()
    {
        using var model = new Model<Words>(1);
        using var search = new BeamSearch<Words>(model);
        Allows(s_prompt, 6, (x, from, to) => search.Search(x.AsSpan(from, 4), x.AsSpan(to, 6)));
    }

    private static void Decodes()
    {
        using var model = new Model<Words>(1);
        using var translator = new EncoderDecoder<Words, Words>(model, model, 4);
        Allows(s_prompt, 6, (x, from, to) => translator.Decode(x.AsSpan(from, 4), x.AsSpan(to, 6)));
    }

    private static void Aligns()
    {
        using var encoder = new Model<Attended>(1);
        using var decoder = new Model<Attending>(2);
        using var translator = new EncoderDecoder<Attended, Attending>(encoder, decoder, 4);
        Refuses([3, 12], [1], (x, at) => translator.Align(new[] { 1, 2, 0, 1 }, Whole(x, at[0], 3), At(x, at[1], 12)));
    }

    private static void Generates()
    {
        using var model = new Model<Music>(1);
        using var sampler = new VectorSampler<Music>(model, new VectorSamplerOptions { Threshold = 0.5f });
        Allows(s_readings, 12, (x, from, to) => sampler.Generate(x.AsSpan(from, 18), x.AsSpan(to, 12)));
    }

    private static void Steps()
    {
        using var model = new Model<Music>(1);
        using var session = new Session<Music>(model);
        Allows(s_readings[..D], D, (x, from, to) =>
        {
            session.Reset();
            session.Step(x.AsSpan(from, D), x.AsSpan(to, D));
        });
    }

    private static void ChosenSteps()
    {
        using AnyModel model = new ModelChoices().AddVectors<Music>().Create(_ => true);
        using AnySession session = model.NewSession();
        Allows(s_readings[..D], D, (x, from, to) =>
        {
            session.Reset();
            session.Step(x.AsSpan(from, D), x.AsSpan(to, D));
        });
    }

    private static void GroupSteps()
    {
        using var model = new Model<Words>(1);
        using var group = new SessionGroup<Words>(model, 1);
        group.Add();
        Refuses([1, 1, V], [2], (x, at) => group.Step(Whole(x, at[0], 1), Whole(x, at[1], 1), At(x, at[2], V)));
    }

    private static void GroupVectorSteps()
    {
        using var model = new Model<Music>(1);
        using var group = new SessionGroup<Music>(model, 1);
        group.Add();
        Refuses([1, D, D], [2], (x, at) => group.Step(Whole(x, at[0], 1), At(x, at[1], D), At(x, at[2], D)));
    }

    private static void Measures()
    {
        const int size = Batch * Window * D;
        using var model = new Model<Music>(1);
        using var evaluator = new Evaluator<Music>(model, Batch, Window);
        Refuses([size, size, size], [2], (x, at) => evaluator.Add(At(x, at[0], size), At(x, at[1], size), At(x, at[2], size)));
    }

    private static void Runs(bool probabilities)
    {
        using var model = new Model<Music>(1);
        using var runner = new SequenceRunner<Music>(model, Batch, Window);
        Allows(s_readings, 18, (x, from, to) => Run(runner, new SequenceInput { Vectors = x.AsSpan(from, 18), Lengths = [2, 3] }, x.AsSpan(to, 18)));
        Refuses([2, 18], [1], (x, at) => Run(runner, new SequenceInput { Vectors = s_readings, Lengths = Whole(x, at[0], 2) }, At(x, at[1], 18)));

        using var words = new Model<Words>(1);
        using var ofWords = new SequenceRunner<Words>(words, Batch, Window);
        float[] tokens = [.. MemoryMarshal.Cast<int, float>([1, 4, 0, 2, 2, 3])];
        Allows(tokens, 6 * V, (x, from, to) => Run(ofWords, Whole(x, from, 6), x.AsSpan(to, 6 * V)));

        void Run<TShape>(SequenceRunner<TShape> one, SequenceInput input, Span<float> outputs)
            where TShape : struct, ITrainableModel
        {
            if (probabilities)
            {
                one.Run(input, outputs);
            }
            else
            {
                one.Logits(input, outputs);
            }
        }
    }

    private static void Scores()
    {
        using var model = new Model<Words>(1);
        using var scorer = new Scorer<Words>(model);
        Refuses([4, 2, 8], [2], (x, at) =>
        {
            Span<int> lengths = Whole(x, at[1], 2);
            lengths.Fill(2);
            scorer.Score(Whole(x, at[0], 4), lengths, MemoryMarshal.Cast<float, SequenceScore>(At(x, at[2], 8)));
        });
    }

    private static void ScoresEach()
    {
        using var model = new Model<Words>(1);
        using var scorer = new Scorer<Words>(model);
        Refuses([4, 4], [1], (x, at) => scorer.Score(Whole(x, at[0], 4), At(x, at[1], 4)));
    }

    private static void Forward() => Refuses(
        [Music.ParameterSize, Batch * Window * D, Batch, Batch * Music.StateSize, Music.WorkspaceSize(Batch, Window)], [3, 4],
        (x, at) => Music.Forward(
            At(x, at[0], Music.ParameterSize), Input(x, at[1], at[2]), At(x, at[3], Batch * Music.StateSize),
            At(x, at[4], Music.WorkspaceSize(Batch, Window)), Batch, Window));

    private static void TrainingForward() => Refuses(
        [MusicBytes.ParameterSize, Batch * Window * D, Batch, Batch * MusicBytes.StateSize, MusicBytes.TrainingWorkspaceSize(Batch, Window)], [3, 4],
        (x, at) => MusicBytes.TrainingForward(
            At(x, at[0], MusicBytes.ParameterSize), Input(x, at[1], at[2]), At(x, at[3], Batch * MusicBytes.StateSize),
            At(x, at[4], MusicBytes.TrainingWorkspaceSize(Batch, Window)), Batch, Window));

    private static void Outputs() => Refuses(
        [Music.ParameterSize, Batch, Batch * Window * D, Music.WorkspaceSize(Batch, Window)], [2, 3],
        (x, at) => Music.Outputs(
            At(x, at[0], Music.ParameterSize), new SequenceInput { Vectors = s_readings, Lengths = Whole(x, at[1], Batch) }, At(x, at[2], Batch * Window * D),
            At(x, at[3], Music.WorkspaceSize(Batch, Window)), Batch, Window));

    private static void Loss() => Refuses(
        [Music.ParameterSize, Batch, Batch * Window * D, Music.WorkspaceSize(Batch, Window), Batch * Window], [3, 4],
        (x, at) => Music.Loss(
            At(x, at[0], Music.ParameterSize), new SequenceInput { Vectors = s_readings, Lengths = Whole(x, at[1], Batch) }, At(x, at[2], Batch * Window * D),
            At(x, at[3], Music.WorkspaceSize(Batch, Window)), Batch, Window, 0, At(x, at[4], Batch * Window)));

    private static void Backward() => Refuses(
        [
            Music.ParameterSize, Music.TransposeSize, Batch * Window * D, Batch, Batch * Window * D, Music.ParameterSize, Batch * Music.StateSize,
            Music.WorkspaceSize(Batch, Window),
        ],
        [5, 6, 7],
        (x, at) => Music.Backward(
            At(x, at[0], Music.ParameterSize), At(x, at[1], Music.TransposeSize), Input(x, at[2], at[3]), At(x, at[4], Batch * Window * D), 1,
            At(x, at[5], Music.ParameterSize), At(x, at[6], Batch * Music.StateSize), At(x, at[7], Music.WorkspaceSize(Batch, Window)), Batch, Window, 0));

    private static void Adjoints() => Refuses(
        [
            Music.ParameterSize, Music.TransposeSize, Batch * Window * D, Batch, Batch * Window * D, Batch * Music.StateSize,
            Music.AdjointWorkspaceSize(Batch, Window), Batch * Window,
        ],
        [5, 6, 7],
        (x, at) => Music.Adjoints(
            At(x, at[0], Music.ParameterSize), At(x, at[1], Music.TransposeSize), Input(x, at[2], at[3]), At(x, at[4], Batch * Window * D), 1,
            At(x, at[5], Batch * Music.StateSize), At(x, at[6], Music.AdjointWorkspaceSize(Batch, Window)), At(x, at[7], Batch * Window), Batch, Window));

    private static void Accumulate() => Refuses(
        [Batch * Window * D, Batch, Music.ParameterSize, Music.AdjointWorkspaceSize(Batch, Window)], [2],
        (x, at) => Music.Accumulate(
            Input(x, at[0], at[1]), At(x, at[2], Music.ParameterSize), At(x, at[3], Music.AdjointWorkspaceSize(Batch, Window)), Batch, Window));

    private static SequenceInput Input(float[] x, int vectors, int lengths) => new() { Vectors = At(x, vectors, Batch * Window * D), Lengths = Whole(x, lengths, Batch) };

    private static RowWindows Rows() => new(TokenSequence.OfBytes("how many rows has this text?"u8.ToArray()), Batch, Window);

    private static SentenceBatches Sentences() => new(
        TokenSequence.OfBytes("one\ntwo\nthree\n"u8.ToArray()), new SentenceOptions { Batch = Batch, Window = Window, EndToken = '\n', Shuffle = false });

    private static void RefusesBatches(Func<ITokenBatches> make)
    {
        ITokenBatches batches = make();
        Refuses([Batch * Window, Batch * Window, Batch], [0, 1, 2], (x, at) => batches.Next(Whole(x, at[0], Batch * Window), Whole(x, at[1], Batch * Window), Whole(x, at[2], Batch)));
    }

    private static Span<float> At(float[] x, int place, int length) => x.AsSpan(place, length);

    private static Span<int> Whole(float[] x, int place, int length) => MemoryMarshal.Cast<float, int>(x.AsSpan(place, length));

    /// <summary>Every pair of runs of which one is written, with one element in common, is refused; apart they are not.</summary>
    private static void Refuses(int[] sizes, int[] written, Action<float[], int[]> call)
    {
        // So far apart that a run that is moved to the end of another one reaches no third.
        int room = 2 * sizes.Sum();
        int[] apart = [.. Enumerable.Range(0, sizes.Length).Select(i => i * room)];
        float[] memory = new float[sizes.Length * room];
        call(memory, apart);
        for (int i = 0; i < sizes.Length; i++)
        {
            for (int j = 0; j < sizes.Length; j++)
            {
                if (i != j && (written.Contains(i) || written.Contains(j)))
                {
                    int[] places = [.. apart];
                    places[j] = apart[i] + sizes[i] - 1;
                    Array.Clear(memory);
                    Exception exception = Assert.ThrowsAny<ArgumentException>(() => call(memory, places));
                    Assert.Contains("overlaps", exception.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    /// <summary>What is written does not depend on how far it overlaps what is read.</summary>
    private static void Allows<T>(T[] input, int outputs, Action<T[], int, int> call)
    {
        T[] expected = Outputs(input.Length + outputs);
        for (int shift = 1 - outputs; shift < input.Length; shift++)
        {
            Assert.Equal(expected, Outputs(shift));
        }

        T[] Outputs(int shift)
        {
            T[] memory = new T[(2 * input.Length) + (3 * outputs)];
            input.CopyTo(memory, outputs);
            call(memory, outputs, outputs + shift);
            return memory[(outputs + shift)..][..outputs];
        }
    }

    /// <summary>Elementwise functions work where they stand, and refuse what overlaps otherwise.</summary>
    private static void InPlace(Action<Memory<float>, Memory<float>> function)
    {
        float[] x = [.. s_readings, .. s_readings], y = new float[36], inPlace = [.. x];
        function(x, y);
        function(inPlace, inPlace);
        Assert.Equal(y, inPlace);
        Assert.ThrowsAny<ArgumentException>(() => function(x.AsMemory(0, 18), x.AsMemory(1)));
        Assert.ThrowsAny<ArgumentException>(() => function(x.AsMemory(1, 18), x.AsMemory(0)));
        Assert.ThrowsAny<ArgumentException>(() => function(x.AsMemory(17, 18), x.AsMemory(0, 18)));
        function(x.AsMemory(18), x.AsMemory(0, 18));   // side by side
    }
}
