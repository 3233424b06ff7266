using EdgeSeq.Import.Form;

namespace EdgeSeq.Import.Readers.Json;

/// <summary>
/// ICU's word segmenters for Thai, Khmer, Lao and Burmese (unicode-org/lstm_word_segmentation, weights.json): learned vectors, a bidirectional LSTM in
/// Keras' layout, and probabilities of begin, inside, end and single.
/// </summary>
internal sealed class WordSegmenterReader : IModelReader
{
    public string Format => "ICU word segmenter";

    public bool Recognizes(ForeignFile file) => file.IsJson && file.Json.Has("dic", "mat1", "mat9");

    public ForeignModel Read(ForeignFile file, ImportOptions options)
    {
        NumberTensor vectors = Matrix(1, 2);
        ForeignModel model = new ForeignModel(Format).OfTokens(vectors.Dimensions[0]);
        string value = model.Embedding("embedding", vectors);
        value = model.Recurrent("lstm", value, new CellForm(CellFamily.Lstm), KerasCell.Lstm(Matrix(2, 2), Matrix(3, 2), Matrix(4, 1)), KerasCell.Lstm(Matrix(5, 2), Matrix(6, 2), Matrix(7, 1)));
        model.Output(model.Softmax("softmax", model.Product("dense", value, Matrix(8, 2).Transposed(), Matrix(9, 1))));
        return model;

        NumberTensor Matrix(int number, int rank)
        {
            JsonField field = file.Json[$"mat{number}"];
            int[] sizes = [.. field["dim"].Items.Select(size => size.Integer)];
            NumberTensor data = field["data"].Tensor.RequireRank($"{field.Path}.data", 1);
            return sizes.Aggregate(1L, (product, size) => Math.Min(product * size, int.MaxValue)) == data.Values.Length ? new NumberTensor([.. sizes], data.Values).RequireRank(field.Path, rank)
                : throw new ModelFormatException($"{field.Path} has {data.Values.Length} numbers; its dim says [{string.Join(", ", sizes)}].");
        }
    }
}
