using EdgeSeq.Onnx.Graph;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeSeq.Targets.Tool.Verify;

/// <summary>An ONNX file in ONNX Runtime, its values by what they are in the model.</summary>
internal sealed class RuntimeModel : IDisposable
{
    private readonly GraphPorts _ports;
    private readonly InferenceSession _session;

    /// <summary>Loads a file.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="ports">Its inputs and outputs.</param>
    /// <exception cref="NotSupportedException">ONNX Runtime is not there for this platform, or does not run the file.</exception>
    public RuntimeModel(byte[] file, GraphPorts ports)
    {
        _ports = ports;
        try
        {
            // What goes wrong is said by exceptions; the log would say it again on standard error.
            // Beyond basic optimisations it rounds the states before an output layer of whole numbers, which is none of the model's business.
            using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC };
            _session = Guarded(() => new InferenceSession(file, options));
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException or TypeInitializationException)
        {
            throw new NotSupportedException($"There is no ONNX Runtime for this platform: {(e.InnerException ?? e).Message}", e);
        }
    }

    /// <summary>Rows that the file is fixed to; 0 if any number will do.</summary>
    public int FixedBatch => Fixed(_ports.IsInputBatchFirst ? 0 : 1);

    /// <summary>Steps that the file is fixed to; 0 if any number will do.</summary>
    public int FixedWindow => Fixed(_ports.IsInputBatchFirst ? 1 : 0);

    /// <summary>Runs steps of a batch from zero states, or from those that another run came to.</summary>
    /// <exception cref="NotSupportedException">ONNX Runtime does not run the file.</exception>
    public RuntimeResults Run(RandomSequences sequences, int from, int to, RuntimeResults? carried = null)
    {
        List<NamedOnnxValue> inputs = [sequences.Feed(_ports.Input, _ports.IsInputBatchFirst, _session.InputMetadata[_ports.Input].ElementType, from, to)];
        foreach ((string name, NodeMetadata input) in _session.InputMetadata.Where(input => input.Key != _ports.Input))
        {
            StatePorts? state = carried is null ? null : _ports.States.FirstOrDefault(state => state.First == name);
            inputs.Add(NamedOnnxValue.CreateFromTensor(name, state is not null
                ? new DenseTensor<float>(carried!.Of(state), [1, sequences.Batch, carried.Of(state).Length / sequences.Batch])
                : new DenseTensor<float>([.. input.Dimensions.Select(size => size > 0 ? size : sequences.Batch)])));
        }

        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = Guarded(() => _session.Run(inputs));
        string?[] compared = [_ports.Output, .. _ports.States.Select(state => state.Last)];
        return new(results.Where(value => compared.Contains(value.Name)).ToDictionary(value => value.Name, value => value.ElementType == TensorElementType.Float
            ? value.AsTensor<float>().ToArray()
            : throw new NotSupportedException($"{value.Name} has numbers of type {value.ElementType}; only Float is compared.")));
    }

    /// <summary>Frees the session.</summary>
    public void Dispose() => _session.Dispose();

    private int Fixed(int axis) => Math.Max(0, _session.InputMetadata[_ports.Input].Dimensions[axis]);

    private static T Guarded<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (OnnxRuntimeException e)
        {
            throw new NotSupportedException($"ONNX Runtime does not run the file: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}

/// <summary>What a run came to.</summary>
/// <param name="Values">Numbers by name of the graph's output.</param>
internal sealed record RuntimeResults(IReadOnlyDictionary<string, float[]> Values)
{
    /// <summary>A last state, [batch x H].</summary>
    public float[] Of(StatePorts state) => Values[state.Last!];
}
