using EdgeSeq.Onnx;
using EdgeSeq.Quantization;
using EdgeSeq.Shapes;

namespace EdgeSeq.Fuzz;

/// <summary>Models of a shape whose weights are rounded: its own files, files of floats, and ONNX files.</summary>
/// <typeparam name="TShape">Declared as <see cref="FuzzShape"/> is, but for its weights.</typeparam>
internal sealed class RoundedFuzz<TShape> : FuzzFormat
    where TShape : struct, IQuantizedModel
{
    private static readonly ModelFileOptions s_strict = new() { AssumeCell = true }, s_again = s_strict with { RoundPairs = true };

    private readonly Model<TShape> _model;
    private readonly bool _isOnnx;

    public RoundedFuzz(string name, bool isOnnx)
    {
        (Name, _isOnnx) = (name, isOnnx);
        using var floats = new Model<FuzzShape>(seed: 1);
        _model = floats.Quantize<TShape>();
        GoodFiles = isOnnx ? [OnnxModel.Export(_model), OnnxModel.Export(floats)] : [Saved(_model), Saved(floats)];
    }

    public override string Name { get; }

    public override IReadOnlyList<byte[]> GoodFiles { get; }

    public override void Read(byte[] file)
    {
        bool again = file.Length % 2 == 0;   // whatever the damage made of it
        if (_isOnnx)
        {
            OnnxModel.ImportWeights(_model, file, new OnnxImportOptions { RoundPairs = again });
        }
        else
        {
            _model.LoadWeights(file, again ? s_again : s_strict);
        }

        foreach (ParameterInfo parameter in TShape.Shape.Parameters)
        {
            Check(parameter);
        }

        _model.ComputeSha256();
    }

    public override byte[] Damage(byte[] file, Mutator mutator) => !_isOnnx ? HeaderedFile.Damage(file, mutator) : mutator.Random.NextInt32(2) == 0 ? mutator.Mutate(file) : mutator.Overwrite(file);

    protected override void Free() => _model.Dispose();

    private void Check(ParameterInfo parameter)
    {
        for (int k = 0; k < parameter.Rows; k++)
        {
            for (int j = 0; j < parameter.Columns; j++)
            {
                float weight = parameter.Codec?.Read(_model.HeldParameters, parameter, k, j) ?? _model.HeldParameters[parameter.Layout.IndexOf(k, j)];
                if (!float.IsFinite(weight))
                {
                    throw new InvalidOperationException($"{parameter.Name} has {weight}.");
                }
            }
        }

        if (parameter.Codec is Int8Codec codec && codec.FirstBroken(_model.HeldParameters, parameter) is { } place)
        {
            throw new InvalidOperationException($"{parameter.Name} breaks the rule of pairs at {place}.");
        }
    }

    private static byte[] Saved<T>(Model<T> model)
        where T : struct, ISequenceModel
    {
        byte[] file = new byte[model.GetSavedSize()];
        model.Save(file);
        return file;
    }
}
