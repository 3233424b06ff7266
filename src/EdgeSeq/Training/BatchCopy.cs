using EdgeSeq.Shapes;

namespace EdgeSeq.Training;

/// <summary>
/// Copies of a batch's tokens, classes and lengths. Kernels take them for addresses and read them more than once, so what is checked
/// must be what runs, whoever writes the caller's arrays meanwhile. Numbers are no addresses: they are read where they are, but for those that
/// a model's normaliser or dropout changes. A row of length 0 of a shape that reads out last has no step to read out at: it runs as one zero input whose
/// target does not count, and <see cref="ClearEmpty"/> undoes what that did to its state.
/// </summary>
internal sealed class BatchCopy
{
    private readonly int[] _tokens, _classes, _lengths;
    private readonly int _numbers, _values, _inputs, _window;
    private readonly bool[] _isEmpty;
    private bool _anyEmpty;

    // Only where there is a normaliser, or a row without a step.
    private float[]? _normalized, _normalizedTargets;

    /// <summary>Room for a batch of a shape.</summary>
    public BatchCopy(ModelShape shape, int batch, int window)
    {
        _tokens = new int[shape.Vocabulary > 0 ? batch * window : 0];
        _classes = new int[shape.Head == Head.Softmax ? shape.OutputRows(batch, window) : 0];
        _lengths = new int[batch];
        _isEmpty = new bool[shape.Readout == Readout.Last ? batch : 0];
        (_inputs, _window) = (shape.Inputs, window);
        (_numbers, _values) = (batch * window * shape.Inputs, shape.OutputRows(batch, window) * shape.Outputs);
    }

    /// <summary>The same input, to be checked.</summary>
    public SequenceInput Of(SequenceInput input, Normalizer? normalizer)
    {
        input = input with { Tokens = Of(input.Tokens, _tokens), Lengths = Of(input.Lengths, _lengths) };
        if (normalizer is not null && IsWhole(input.Vectors.Length, normalizer.InputMean.Length, _numbers))
        {
            normalizer.NormalizeInputs(input.Vectors, _normalized ??= new float[_numbers]);
            input = input with { Vectors = _normalized.AsSpan(0, input.Vectors.Length) };
        }

        FindEmpty(input.Lengths);
        return _anyEmpty ? FillEmpty(input) : input;
    }

    /// <summary>The same input, in training: without the numbers that are dropped.</summary>
    /// <param name="input">The input, checked.</param>
    /// <param name="rate">How likely a number of a vector is dropped.</param>
    /// <param name="dropout">What is dropped.</param>
    public SequenceInput Dropped(SequenceInput input, float rate, Dropout dropout)
    {
        if (rate <= 0 || input.Vectors.IsEmpty)
        {
            return input;
        }

        Span<float> vectors = (_normalized ??= new float[_numbers]).AsSpan(0, input.Vectors.Length);
        input.Vectors.CopyTo(vectors);
        dropout.ApplyToInputs(rate, vectors, _window, _inputs);
        return input with { Vectors = vectors };
    }

    /// <summary>Whether a row of the input has no step.</summary>
    public bool IsEmpty(int row) => _anyEmpty && _isEmpty[row];

    /// <summary>After the run: puts the rows without a step at the start of a sequence.</summary>
    /// <param name="states">[batch x size].</param>
    /// <param name="size">Floats of one.</param>
    public void ClearEmpty(Span<float> states, int size)
    {
        for (int row = 0; _anyEmpty && row < _isEmpty.Length; row++)
        {
            if (_isEmpty[row])
            {
                states.Slice(row * size, size).Clear();
            }
        }
    }

    private void FindEmpty(ReadOnlySpan<int> lengths)
    {
        _anyEmpty = false;
        for (int row = 0; row < _isEmpty.Length; row++)
        {
            _isEmpty[row] = lengths.Length == _isEmpty.Length && lengths[row] == 0;
            _anyEmpty |= _isEmpty[row];
        }
    }

    private SequenceInput FillEmpty(SequenceInput input)
    {
        bool areNumbers = _inputs > 0 && input.Vectors.Length == _numbers;
        if (areNumbers)
        {
            _normalized ??= new float[_numbers];
            input.Vectors.CopyTo(_normalized);
            input = input with { Vectors = _normalized };
        }

        for (int row = 0; row < _isEmpty.Length; row++)
        {
            if (_isEmpty[row])
            {
                _lengths[row] = 1;
                if (areNumbers)
                {
                    _normalized.AsSpan(row * _window * _inputs, _inputs).Clear();
                }
                else if (_tokens.Length > 0)
                {
                    _tokens[row * _window] = -1;
                }
            }
        }

        return input;
    }

    /// <summary>Of rows without a step no target counts.</summary>
    private void IgnoreEmpty<T>(Span<T> targets, int size, T none)
    {
        for (int row = 0; _anyEmpty && row < _isEmpty.Length; row++)
        {
            if (_isEmpty[row])
            {
                targets.Slice(row * size, size).Fill(none);
            }
        }
    }

    /// <summary>The same target, to be checked; after the input.</summary>
    public SequenceTarget Of(SequenceTarget target, Normalizer? normalizer)
    {
        target = target with { Classes = Of(target.Classes, _classes) };
        if (target.Classes.Length == _isEmpty.Length)
        {
            IgnoreEmpty(_classes, 1, -1);
        }

        if (target.Values.Length != _values || (!_anyEmpty && (normalizer is null || normalizer.OutputMean.IsEmpty)))
        {
            return target;
        }

        _normalizedTargets ??= new float[_values];
        target.Values.CopyTo(_normalizedTargets);
        normalizer?.NormalizeOutputs(_normalizedTargets, _normalizedTargets);
        if (_anyEmpty)
        {
            IgnoreEmpty(_normalizedTargets, _values / _isEmpty.Length, float.NaN);
        }

        return target with { Values = _normalizedTargets };
    }

    /// <summary>The target of a loss of the user's own: numbers for every output are normalised, whatever else it has is the loss's to understand.</summary>
    public SequenceTarget OfLoss(SequenceTarget target, Normalizer? normalizer)
    {
        if (target.Values.IsEmpty || normalizer is null || normalizer.OutputMean.IsEmpty)
        {
            return target;
        }

        Require.Length(target.Values.Length, _values, nameof(target), "numbers: the model has a normaliser of outputs, so each output has its target");

        normalizer.NormalizeOutputs(target.Values, _normalizedTargets ??= new float[_values]);
        return target with { Values = _normalizedTargets };
    }

    /// <summary>Whether numbers are whole rows of a normaliser that fit a batch; what does not stays as it is, and will be refused for that.</summary>
    private static bool IsWhole(int length, int size, int most) => size > 0 && length <= most && length % size == 0;

    /// <summary>A copy; what is too long for one stays as it is, and will be refused for that.</summary>
    public static ReadOnlySpan<int> Of(ReadOnlySpan<int> values, int[] copy) =>
        values.TryCopyTo(copy) ? copy.AsSpan(0, values.Length) : values;
}
