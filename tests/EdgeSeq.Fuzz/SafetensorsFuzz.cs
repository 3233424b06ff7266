using System.Text;
using EdgeSeq.Text;

namespace EdgeSeq.Fuzz;

/// <summary>Models: with and without a vocabulary, and as other libraries write them, in half precision and without a cell.</summary>
internal sealed class SafetensorsFuzz : FuzzFormat
{
    private static readonly ModelFileOptions s_options = new() { AssumeCell = true };

    private readonly Model<FuzzShape> _model = new(seed: 1);

    public override string Name => "safetensors";

    public override IReadOnlyList<byte[]> GoodFiles { get; } = [Saved(null), Saved(VocabularyFuzz.Characters), Foreign()];

    public override void Read(byte[] file)
    {
        _model.LoadWeights(file, s_options);
        foreach (float weight in _model.Parameters)
        {
            if (!float.IsFinite(weight))
            {
                throw new InvalidOperationException($"A weight is {weight}.");
            }
        }

        _model.ComputeSha256();
    }

    public override byte[] Damage(byte[] file, Mutator mutator) => HeaderedFile.Damage(file, mutator);

    protected override void Free() => _model.Dispose();

    private static byte[] Saved(Vocabulary? vocabulary)
    {
        using var model = new Model<FuzzShape>(seed: 1) { Vocabulary = vocabulary };
        byte[] file = new byte[model.GetSavedSize()];
        model.Save(file);
        return file;
    }

    private static byte[] Foreign()
    {
        (string Name, int[] Sizes)[] tensors =
        [
            ("head.bias", [5]), ("head.weight", [5, 2]), ("rnn.bias_hh_l0", [6]), ("rnn.bias_ih_l0", [6]), ("rnn.weight_hh_l0", [6, 2]), ("rnn.weight_ih_l0", [6, 5]),
        ];
        var header = new StringBuilder("{");
        int end = 0;
        foreach ((string name, int[] sizes) in tensors)
        {
            int begin = end;
            end += 2 * sizes.Aggregate((product, size) => product * size);
            header.Append($"\"{name}\":{{\"dtype\":\"F16\",\"shape\":[{string.Join(',', sizes)}],\"data_offsets\":[{begin},{end}]}},");
        }

        header[^1] = '}';
        return HeaderedFile.Assemble(Encoding.ASCII.GetBytes(header.ToString()), new byte[end]);
    }
}
