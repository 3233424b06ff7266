using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>Wrong arguments throw before anything is written.</summary>
public sealed class ArgumentTests
{
    private const int Rows = 2, Window = 3;

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void Tokens_outside_the_vocabulary_throw_and_change_nothing(string name)
    {
        foreach (int token in new[] { -2, KernelCases.Find(name).Shape.Vocabulary, int.MinValue, int.MaxValue })
        {
            var buffers = new Buffers(KernelCases.Find(name));
            ShapeKernels kernels = buffers.Kernels;
            buffers.AssertRefused<ArgumentOutOfRangeException>(() => kernels.Step(buffers.Parameters, buffers.States, token));

            // The last element: everything before it is right.
            int[] wrong = [.. buffers.Batch.Tokens[..^1], token];
            buffers.AssertRefused<ArgumentOutOfRangeException>(() => buffers.Forward(tokens: wrong));
            buffers.AssertRefused<ArgumentOutOfRangeException>(() => buffers.Loss(targets: wrong));
            buffers.AssertRefused<ArgumentOutOfRangeException>(() => buffers.Backward(tokens: wrong));
            buffers.AssertRefused<ArgumentOutOfRangeException>(() => buffers.Backward(targets: wrong));
        }
    }

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void Short_spans_throw_and_change_nothing(string name)
    {
        var all = new Buffers(KernelCases.Find(name));
        ShapeKernels kernels = all.Kernels;
        float[] oneState = new float[kernels.StateSize], logits = new float[kernels.Shape.Vocabulary];
        Action[] calls =
        [
            () => kernels.Step(all.Parameters.AsSpan(1), all.States, 0),
            () => kernels.Step(all.Parameters, oneState.AsSpan(1), 0),
            () => kernels.Step(all.Parameters, [], 0),
            () => kernels.Logits(all.Parameters.AsSpan(1), all.States, logits),
            () => kernels.Logits(all.Parameters, oneState.AsSpan(1), logits),
            () => kernels.Logits(all.Parameters, oneState, logits.AsSpan(1)),
            () => kernels.Transpose(all.Parameters.AsSpan(1), all.Transpose),
            () => kernels.Transpose(all.Parameters, all.Transpose.AsSpan(1)),
        ];
        Assert.All(calls, all.AssertRefused<ArgumentException>);
        Assert.All(Needs, need =>
        {
            var buffers = new Buffers(kernels);
            need.Shorten(buffers);
            buffers.AssertRefused<ArgumentException>(() => need.Call(buffers));
        });
    }

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void Sizes_below_one_or_beyond_a_span_throw(string name)
    {
        ShapeKernels kernels = KernelCases.Find(name);
        foreach ((int batch, int window) in new[] { (0, 1), (1, 0), (-1, 1), (1, -1), (int.MinValue, 5), (int.MaxValue, int.MaxValue), (1 << 16, 1 << 16), (1, int.MaxValue) })
        {
            var buffers = new Buffers(kernels);
            buffers.AssertRefused<ArgumentOutOfRangeException>(() => kernels.WorkspaceSize(batch, window));
            buffers.AssertRefused<ArgumentOutOfRangeException>(() => kernels.Forward(buffers.Parameters, buffers.Batch.Tokens, buffers.States, buffers.Workspace, batch, window));
            buffers.AssertRefused<ArgumentOutOfRangeException>(() => kernels.Loss(buffers.Parameters, buffers.Batch.Targets, buffers.Workspace, batch, window, 0));
            buffers.AssertRefused<ArgumentOutOfRangeException>(() => kernels.Backward(
                buffers.Parameters, buffers.Transpose, buffers.Batch.Tokens, buffers.Batch.Targets, 1, buffers.Gradients, buffers.Workspace, batch, window, 0));
        }
    }

    private static readonly (Action<Buffers> Shorten, Action<Buffers> Call)[] Needs =
    [
        (b => b.Parameters = b.Parameters[1..], b => b.Forward()),
        (b => b.Parameters = b.Parameters[1..], b => b.Loss()),
        (b => b.Parameters = b.Parameters[1..], b => b.Backward()),
        (b => b.Transpose = b.Transpose[1..], b => b.Backward()),
        (b => b.States = b.States[1..], b => b.Forward()),
        (b => b.Gradients = b.Gradients[1..], b => b.Backward()),
        (b => b.Workspace = b.Workspace[1..], b => b.Forward()),
        (b => b.Workspace = b.Workspace[1..], b => b.Loss()),
        (b => b.Workspace = b.Workspace[1..], b => b.Backward()),
        (_ => { }, b => b.Forward(tokens: b.Batch.Tokens[1..])),
        (_ => { }, b => b.Loss(targets: b.Batch.Targets[1..])),
        (_ => { }, b => b.Backward(tokens: b.Batch.Tokens[1..])),
        (_ => { }, b => b.Backward(targets: b.Batch.Targets[1..])),
    ];

    /// <summary>Everything that kernels are given, with content that would show a write.</summary>
    private sealed class Buffers
    {
        public Buffers(ShapeKernels kernels)
        {
            Kernels = kernels;
            Batch = TokenBatch.Random(kernels.Shape, Rows, Window);
            Parameters = TestValues.Parameters(kernels);
            States = Filled(Rows * kernels.StateSize);
            Transpose = Filled(kernels.TransposeSize);
            Gradients = Filled(kernels.ParameterSize);
            Workspace = Filled(kernels.WorkspaceSize(Rows, Window));
        }

        public ShapeKernels Kernels { get; }

        public TokenBatch Batch { get; }

        public float[] Parameters { get; set; }

        public float[] States { get; set; }

        public float[] Transpose { get; set; }

        public float[] Gradients { get; set; }

        public float[] Workspace { get; set; }

        public void Forward(int[]? tokens = null) => Kernels.Forward(Parameters, tokens ?? Batch.Tokens, States, Workspace, Rows, Window);

        public void Loss(int[]? targets = null) => Kernels.Loss(Parameters, targets ?? Batch.Targets, Workspace, Rows, Window, 0);

        public void Backward(int[]? tokens = null, int[]? targets = null) =>
            Kernels.Backward(Parameters, Transpose, tokens ?? Batch.Tokens, targets ?? Batch.Targets, 1, Gradients, Workspace, Rows, Window, 0);

        public void AssertRefused<TException>(Action call)
            where TException : Exception
        {
            float[][] before = [[.. Parameters], [.. States], [.. Transpose], [.. Gradients], [.. Workspace]];
            Assert.ThrowsAny<TException>(call);
            float[][] after = [Parameters, States, Transpose, Gradients, Workspace];
            Assert.All(before.Zip(after), pair => Bits.AssertEqual("after a refused call", pair.First, pair.Second));
        }

        private static float[] Filled(int length)
        {
            float[] buffer = new float[length];
            buffer.AsSpan().Fill(0.5f);
            return buffer;
        }
    }
}
