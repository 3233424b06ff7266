using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>Wrong arguments throw before anything is written.</summary>
public sealed class ArgumentTests
{
    private const int Rows = 2, Window = 3;

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void Tokens_and_classes_out_of_range_throw_and_change_nothing(string name)
    {
        var buffers = new Buffers(KernelCases.Find(name));
        ShapeKernels kernels = buffers.Kernels;
        SampleBatch batch = buffers.Batch;
        foreach (int offset in new[] { -2, 0, int.MinValue, int.MaxValue })
        {
            // The last element: everything before it is right.
            if (batch.Tokens.Length > 0)
            {
                SampleBatch wrong = batch with { Tokens = [.. batch.Tokens[..^1], offset == 0 ? kernels.Shape.Vocabulary : offset] };
                buffers.AssertRefused<ArgumentOutOfRangeException>(() => buffers.Forward(wrong));
                buffers.AssertRefused<ArgumentOutOfRangeException>(() => buffers.Backward(wrong));
                if (kernels.Streams)
                {
                    buffers.AssertRefused<ArgumentOutOfRangeException>(() => kernels.Step(buffers.Parameters, buffers.States, wrong.Step(Rows - 1, Window - 1)));
                }
            }

            if (batch.Classes.Length > 0)
            {
                SampleBatch wrong = batch with { Classes = [.. batch.Classes[..^1], offset == 0 ? kernels.Shape.Outputs : offset] };
                buffers.AssertRefused<ArgumentOutOfRangeException>(() => buffers.Loss(wrong));
                buffers.AssertRefused<ArgumentOutOfRangeException>(() => buffers.Backward(wrong));
            }
        }
    }

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void Lengths_out_of_range_throw_and_change_nothing(string name)
    {
        var buffers = new Buffers(KernelCases.Find(name));
        foreach (int length in new[] { -1, Window + 1, int.MinValue, int.MaxValue })
        {
            SampleBatch wrong = buffers.Batch with { Lengths = [Window, length] };
            buffers.AssertRefused<ArgumentOutOfRangeException>(() => buffers.Forward(wrong));
            buffers.AssertRefused<ArgumentOutOfRangeException>(() => buffers.Loss(wrong));
            buffers.AssertRefused<ArgumentOutOfRangeException>(() => buffers.Backward(wrong));
        }
    }

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void The_wrong_kind_of_input_or_target_throws_and_changes_nothing(string name)
    {
        var buffers = new Buffers(KernelCases.Find(name));
        SampleBatch batch = buffers.Batch;
        SampleBatch input = batch.Tokens.Length > 0 ? batch with { Tokens = [], Vectors = new float[100] } : batch with { Tokens = new int[100], Vectors = [] };
        SampleBatch target = batch.Classes.Length > 0 ? batch with { Classes = [], Values = new float[1000] } : batch with { Classes = new int[1000], Values = [] };
        buffers.AssertRefused<ArgumentException>(() => buffers.Forward(input));
        buffers.AssertRefused<ArgumentException>(() => buffers.Backward(input));
        buffers.AssertRefused<ArgumentException>(() => buffers.Loss(target));
        buffers.AssertRefused<ArgumentException>(() => buffers.Backward(target));
    }

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void Short_spans_throw_and_change_nothing(string name)
    {
        var all = new Buffers(KernelCases.Find(name));
        ShapeKernels kernels = all.Kernels;
        if (kernels.Streams)
        {
            float[] oneState = new float[kernels.StateSize], logits = new float[kernels.Shape.Outputs];
            SampleBatch step = all.Batch.Step(0, 0);
            Assert.All(
            [
                () => kernels.Step(all.Parameters.AsSpan(1), all.States, step),
                () => kernels.Step(all.Parameters, oneState.AsSpan(1), step),
                () => kernels.Step(all.Parameters, [], step),
                () => kernels.Output(all.Parameters.AsSpan(1), all.States, logits),
                () => kernels.Output(all.Parameters, oneState.AsSpan(1), logits),
            ], (Action call) => all.AssertRefused<ArgumentException>(call));
            if (logits.Length > 0)
            {
                all.AssertRefused<ArgumentException>(() => kernels.Output(all.Parameters, oneState, logits.AsSpan(1)));
            }
        }

        all.AssertRefused<ArgumentException>(() => kernels.Transpose(all.Parameters.AsSpan(1), all.Transpose));
        if (kernels.TransposeSize > 0)
        {
            all.AssertRefused<ArgumentException>(() => kernels.Transpose(all.Parameters, all.Transpose.AsSpan(1)));
        }

        Assert.All(Needs, need =>
        {
            var buffers = new Buffers(kernels);
            if (need.Shorten(buffers))
            {
                buffers.AssertRefused<ArgumentException>(() => need.Call(buffers));
            }
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
            buffers.AssertRefused<ArgumentOutOfRangeException>(() => buffers.Forward(rows: batch, window: window));
            buffers.AssertRefused<ArgumentOutOfRangeException>(() => buffers.Loss(rows: batch, window: window));
            buffers.AssertRefused<ArgumentOutOfRangeException>(() => buffers.Backward(rows: batch, window: window));
        }
    }

    private static readonly (Func<Buffers, bool> Shorten, Action<Buffers> Call)[] Needs =
    [
        (b => Shorten(b.Parameters, x => b.Parameters = x), b => b.Forward()),
        (b => Shorten(b.Parameters, x => b.Parameters = x), b => b.Loss()),
        (b => Shorten(b.Parameters, x => b.Parameters = x), b => b.Backward()),
        (b => Shorten(b.Transpose, x => b.Transpose = x), b => b.Backward()),
        (b => Shorten(b.States, x => b.States = x), b => b.Forward()),
        (b => Shorten(b.Gradients, x => b.Gradients = x), b => b.Backward()),
        (b => Shorten(new float[Rows * b.Kernels.StateSize], x => b.StateGradients = x), b => b.Backward()),
        (b => Shorten(b.Workspace, x => b.Workspace = x), b => b.Forward()),
        (b => Shorten(b.Workspace, x => b.Workspace = x), b => b.Loss()),
        (b => Shorten(b.Workspace, x => b.Workspace = x), b => b.Backward()),
        (b => Shorten(b.Batch.Tokens, x => b.Batch = b.Batch with { Tokens = x }), b => b.Forward()),
        (b => Shorten(b.Batch.Vectors, x => b.Batch = b.Batch with { Vectors = x }), b => b.Forward()),
        (b => Shorten(b.Batch.Vectors, x => b.Batch = b.Batch with { Vectors = x }), b => b.Backward()),
        (b => Shorten(b.Batch.Tokens, x => b.Batch = b.Batch with { Tokens = x }), b => b.Backward()),
        (b => Shorten(b.Batch.Classes, x => b.Batch = b.Batch with { Classes = x }), b => b.Loss()),
        (b => Shorten(b.Batch.Classes, x => b.Batch = b.Batch with { Classes = x }), b => b.Backward()),
        (b => Shorten(b.Batch.Values, x => b.Batch = b.Batch with { Values = x }), b => b.Loss()),
        (b => Shorten(b.Batch.Values, x => b.Batch = b.Batch with { Values = x }), b => b.Backward()),
        (b => Shorten([Window, Window], x => b.Batch = b.Batch with { Lengths = x }), b => b.Forward()),
    ];

    private static bool Shorten<T>(T[] content, Action<T[]> set)
    {
        if (content.Length == 0)
        {
            return false;
        }

        set(content[1..]);
        return true;
    }

    /// <summary>Everything that kernels are given, with content that would show a write.</summary>
    private sealed class Buffers
    {
        public Buffers(ShapeKernels kernels)
        {
            Kernels = kernels;
            Batch = SampleBatch.Random(kernels.Shape, Rows, Window);
            Parameters = TestValues.Parameters(kernels);
            States = Filled(Rows * kernels.StateSize);
            Transpose = Filled(kernels.TransposeSize);
            Gradients = Filled(kernels.ParameterSize);
            Workspace = Filled(kernels.WorkspaceSize(Rows, Window));
        }

        public ShapeKernels Kernels { get; }

        public SampleBatch Batch { get; set; }

        public float[] Parameters { get; set; }

        public float[] States { get; set; }

        public float[] Transpose { get; set; }

        public float[] Gradients { get; set; }

        public float[] StateGradients { get; set; } = [];

        public float[] Workspace { get; set; }

        public void Forward(SampleBatch? batch = null, int rows = Rows, int window = Window) =>
            Kernels.Forward(Parameters, (batch ?? Batch).Input, States, Workspace, rows, window);

        public void Loss(SampleBatch? batch = null, int rows = Rows, int window = Window) =>
            Kernels.Loss(Parameters, (batch ?? Batch).Input, (batch ?? Batch).Target, Workspace, rows, window, 0);

        public void Backward(SampleBatch? batch = null, int rows = Rows, int window = Window) =>
            Kernels.Backward(Parameters, Transpose, (batch ?? Batch).Input, (batch ?? Batch).Target, 1, Gradients, StateGradients, Workspace, rows, window, 0);

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
