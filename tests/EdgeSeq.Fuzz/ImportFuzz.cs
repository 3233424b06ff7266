using System.Text;
using EdgeSeq.Import;

namespace EdgeSeq.Fuzz;

/// <summary>Files of other tools. What is accepted has been read whole: its declaration is written, too.</summary>
internal sealed class ImportFuzz : FuzzFormat
{
    public ImportFuzz() => GoodFiles =
    [
        Text("""{"in_shape": [null, null, 1], "in_skip": 1, "out_gain": -3.0, "layers": [{"type": "gru", "activation": "", "shape": [null, null, 1], "weights": [[[0.5, 1, 2]], [[3, 4, 5]], [[1, 2, 3], [4, 5, 6]]]}, {"type": "dense", "activation": "tanh", "shape": [null, null, 1], "weights": [[[0.25]], [-1e-2]]}]}"""),
        Text("""{"in_shape": [null, null, 2], "layers": [{"type": "conv1d", "kernel_size": [2], "dilation": [3], "shape": [null, null, 1], "weights": [[[[1], [2]], [[3], [4]]], [5]]}, {"type": "prelu", "shape": [null, null, 1], "weights": [[0.1]]}, {"type": "batchnorm", "epsilon": 0.001, "shape": [null, null, 1], "weights": [[1], [2], [3], [4]]}]}"""),
        Text("""{"model_data": {"model": "SimpleRNN", "input_size": 1, "skip": 1, "output_size": 1, "unit_type": "LSTM", "num_layers": 1, "hidden_size": 1}, "state_dict": {"rec.weight_ih_l0": [[1], [2], [3], [4]], "rec.weight_hh_l0": [[1], [2], [3], [4]], "rec.bias_ih_l0": [1, 2, 3, 4], "lin.weight": [[1]], "lin.bias": [1]}}"""),
        Text("""{"version": "0.5.4", "architecture": "LSTM", "config": {"input_size": 1, "hidden_size": 1, "num_layers": 1}, "weights": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], "sample_rate": 48000}"""),
        Text("""{"dic": {"a": 0}, "mat1": {"dim": [2, 1], "data": [1, 2]}, "mat2": {"dim": [1, 4], "data": [1, 2, 3, 4]}, "mat3": {"dim": [1, 4], "data": [1, 2, 3, 4]}, "mat4": {"dim": [4], "data": [1, 2, 3, 4]}, "mat5": {"dim": [1, 4], "data": [1, 2, 3, 4]}, "mat6": {"dim": [1, 4], "data": [1, 2, 3, 4]}, "mat7": {"dim": [4], "data": [1, 2, 3, 4]}, "mat8": {"dim": [2, 2], "data": [1, 2, 3, 4]}, "mat9": {"dim": [2], "data": [1, 2]}}"""),
        Text("""{"module.rnn.weight_ih": [[1]], "module.rnn.weight_hh": [[1]], "module.fc.weight": [[2], [3]], "module.out.weight": [[4, 5]], "module.out.bias": [6]}"""),
        HeaderedFile.Assemble(Encoding.UTF8.GetBytes("""{"net.cell.weight_ih":{"dtype":"F16","shape":[3,2],"data_offsets":[0,12]},"net.cell.weight_hh":{"dtype":"F32","shape":[3,1],"data_offsets":[12,24]},"net.out.weight":{"dtype":"F64","shape":[1,1],"data_offsets":[24,32]}}"""), new byte[32]),
    ];

    public override string Name => "import";

    public override IReadOnlyList<byte[]> GoodFiles { get; }

    public override int BytesPerByte => 4;

    public override void Read(byte[] file) => ReadWhole(file);

    /// <summary>Reads a file of any tool, and declares its model.</summary>
    public static void ReadWhole(byte[] file)
    {
        ImportedModel model = ModelImport.Read(file, new ImportOptions { Activation = "relu" });
        if (!model.ToSource("Fuzzed").Contains("SequenceModel", StringComparison.Ordinal) || model.Written.ToFile().Length == 0)
        {
            throw new InvalidOperationException("Nothing was declared.");
        }
    }

    public override byte[] Damage(byte[] file, Mutator mutator) => file[^1] == '}' ? mutator.Mutate(file) : HeaderedFile.Damage(file, mutator);

    private static byte[] Text(string json) => Encoding.UTF8.GetBytes(json);
}
