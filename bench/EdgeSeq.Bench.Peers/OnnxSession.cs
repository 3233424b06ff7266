using Microsoft.ML.OnnxRuntime;

namespace EdgeSeq.Bench.Peers.Onnx;

/// <summary>
/// A model in ONNX Runtime as its documentation says is fast: one thread, all optimisations of the graph, sizes fixed, inputs and
/// outputs bound once to memory that stays; the state goes back and forth between two bindings.
/// </summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly OrtIoBinding[] _bindings;
    private readonly List<OrtValue> _values = [];
    private readonly float[][] _state;
    private int _turn;

    public OnnxSession(byte[] file, int inputs, int steps, int hidden, int outputs, bool hasCellState)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        options.AddFreeDimensionOverrideByName("steps", steps);
        options.AddFreeDimensionOverrideByName("batch", 1);
        _session = new InferenceSession(file, options);
        Input = new float[steps * inputs];
        Output = new float[steps * (outputs > 0 ? outputs : hidden)];
        _state = [new float[hidden], new float[hidden]];
        float[][] cells = [new float[hidden], new float[hidden]];
        OrtValue x = Value(Input, steps, 1, inputs), y = Value(Output, steps, 1, Output.Length / steps);
        OrtValue[] h = [.. _state.Select(state => Value(state, 1, 1, hidden))], c = [.. cells.Select(cell => Value(cell, 1, 1, hidden))];
        _bindings = [.. Enumerable.Range(0, 2).Select(Bind)];

        OrtIoBinding Bind(int turn)
        {
            OrtIoBinding binding = _session.CreateIoBinding();
            binding.BindInput("x", x);
            binding.BindInput("state_h_l0", h[turn]);
            binding.BindOutput("output", y);
            binding.BindOutput("next_h_l0", h[1 - turn]);
            if (hasCellState)
            {
                binding.BindInput("state_c_l0", c[turn]);
                binding.BindOutput("next_c_l0", c[1 - turn]);
            }

            return binding;
        }
    }

    public static string Version => OrtEnv.Instance().GetVersionString();

    /// <summary>What the next run reads.</summary>
    public float[] Input { get; }

    /// <summary>Outputs of the last run; without an output layer the states of its steps.</summary>
    public float[] Output { get; }

    /// <summary>The hidden state after the last run.</summary>
    public float[] State => _state[_turn];

    /// <summary>Goes on from the state of the last run.</summary>
    public void Run()
    {
        _session.RunWithBinding(_run, _bindings[_turn]);
        _turn = 1 - _turn;
    }

    /// <summary>Always from the first state, which stays zero: its binding writes to the other.</summary>
    public void RunFromZero() => _session.RunWithBinding(_run, _bindings[0]);

    public void Dispose()
    {
        foreach (IDisposable item in (IEnumerable<IDisposable>)[.. _bindings, .. _values, _run, _session])
        {
            item.Dispose();
        }
    }

    private OrtValue Value(float[] data, params long[] sizes)
    {
        var value = OrtValue.CreateTensorValueFromMemory(data, sizes);
        _values.Add(value);
        return value;
    }
}
