using EdgeSeq.Shapes;
using EdgeSeq.Storage;
using EdgeSeq.Text.WordVectors;

namespace EdgeSeq.Text;

/// <summary>Vectors of words that others have learned, read into a model's own.</summary>
public static class WordVectorExtensions
{
    /// <summary>
    /// Reads vectors of words from a text file of word2vec, GloVe or fastText (<c>.vec</c>): a word a line and its numbers behind it; a first line with the number of
    /// vectors and their size may stand before them. Only the words of the vocabulary are kept, so a file of gigabytes takes the memory of the model's own vectors.
    /// </summary>
    /// <typeparam name="TShape">The declared shape, of words with an <c>Embedding</c> as large as the vectors.</typeparam>
    /// <param name="model">Whose learned vectors are replaced. To keep them as they are in training, <c>new ParameterGroup("embedding.weight") { IsFrozen = true }</c>.</param>
    /// <param name="path">The file, UTF-8.</param>
    /// <param name="options">Which words; the defaults if null.</param>
    /// <returns>How many of the words were found.</returns>
    /// <exception cref="ArgumentException">The model has no vocabulary or no learned vectors, or several and none is named, or an option is out of range.</exception>
    /// <exception cref="InvalidDataException">The vectors have another size, a line has another number of columns, a needed number is not finite, or the file is cut off; the line is named, and nothing was changed.</exception>
    /// <exception cref="IOException">The file cannot be read; nothing was changed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read; nothing was changed.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public static WordVectorReport LoadWordVectors<TShape>(this Model<TShape> model, string path, WordVectorOptions? options = null)
        where TShape : struct, ISequenceModel
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        try
        {
            return LoadWordVectors(model, stream, options);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>As from a file; a <see cref="System.IO.Compression.GZipStream"/> for instance.</summary>
    /// <param name="model">Whose learned vectors are replaced.</param>
    /// <param name="source">UTF-8, read to its end.</param>
    /// <param name="options">Which words; the defaults if null.</param>
    /// <inheritdoc cref="LoadWordVectors{TShape}(Model{TShape}, string, WordVectorOptions?)"/>
    public static WordVectorReport LoadWordVectors<TShape>(this Model<TShape> model, Stream source, WordVectorOptions? options = null)
        where TShape : struct, ISequenceModel
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(source);
        options ??= new WordVectorOptions();
        options.Validate();
        ParameterInfo parameter = Find(Model<TShape>.Shape, options.Tensor);
        Vocabulary vocabulary = options.Vocabulary ?? model.Vocabulary
            ?? throw new ArgumentException($"The model of {Model<TShape>.Shape.Name} has no vocabulary, so nobody knows its words: set {nameof(WordVectorOptions)}.{nameof(options.Vocabulary)}.", nameof(options));
        vocabulary.RequireFits(Model<TShape>.Shape);
        float[,] vectors = new float[parameter.Rows, parameter.Columns];
        model.CopyParameterTo(parameter.Name, vectors);
        var words = new NeededWords(vocabulary, vectors, options.IgnoreCase);
        WordVectorReport report = words.Finish(Read(source, words, parameter.Columns, options.Scale, Model<TShape>.Shape.Name));
        model.SetParameter(parameter.Name, vectors);
        return report;
    }

    /// <returns>Vectors in the file.</returns>
    private static long Read(Stream source, NeededWords words, int size, float scale, string shape)
    {
        var lines = new LineReader(source);
        long count = 0, said = -1;
        while (lines.TryRead(out ReadOnlySpan<byte> text))
        {
            if (lines.Number == 1 && TryReadHeader(text, out said, out long columns))
            {
                if (columns != size)
                {
                    throw WrongSize(1, columns, size, shape);
                }

                continue;
            }

            if (lines.Number == 1 && text.Count((byte)' ') + text.Count((byte)'\t') is var found && found != size)
            {
                throw WrongSize(1, found, size, shape);
            }

            words.Add(new VectorLine(text, size, lines.Number), scale);
            count++;
        }

        return count == 0 ? throw new InvalidDataException("There is no vector in it.")
            : said >= 0 && said != count ? throw new InvalidDataException($"Line 1 says {said} vectors, and the file ends after {count} of them, behind line {lines.Number}{(count < said ? ": it is cut off" : "")}.")
            : count;
    }

    private static InvalidDataException WrongSize(long line, long found, int size, string shape) => new(
        $"Line {line} has vectors of {found} numbers, and those of {shape} have {size}: declare an embedding of {found}, or read another file.");

    private static bool TryReadHeader(ReadOnlySpan<byte> line, out long count, out long columns)
    {
        columns = 0;
        int blank = line.IndexOfAny((byte)' ', (byte)'\t');
        if (blank > 0 && TryReadCount(line[..blank], out count) && TryReadCount(line[(blank + 1)..], out columns))
        {
            return true;
        }

        count = -1;
        return false;
    }

    private static bool TryReadCount(ReadOnlySpan<byte> text, out long count) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out count);

    private static ParameterInfo Find(ModelShape shape, string? name)
    {
        (string Name, ParameterInfo Parameter)[] all =
        [
            .. CanonicalTensors.Of(shape).Where(tensor => tensor.Slots[0].Parameter is { Kind: ParameterKind.Embedding }).Select(tensor => (tensor.Name, tensor.Slots[0].Parameter!)),
        ];
        string names = string.Join(", ", all.Select(one => one.Name));
        return all.Length == 0 ? throw new ArgumentException($"{shape.Name} has no learned vectors of tokens: declare Embedding, or embed(x, 100) in a network.")
            : name is null && all.Length > 1 ? throw new ArgumentException($"{shape.Name} has several tensors of learned vectors: say {nameof(WordVectorOptions.Tensor)}, one of {names}.")
            : Array.Find(all, one => name is null || one.Name == name).Parameter
            ?? throw new ArgumentException($"{shape.Name} has no learned vectors \"{name}\"; it has {names}.");
    }
}
