using EdgeSeq.Text;

namespace EdgeSeq.Data;

/// <summary>
/// Windows of series as rows, each from the zero state: inputs of <c>window</c> steps, and of every step, or with
/// <see cref="Readout.Last"/> of the last, the numbers <c>horizon</c> steps later. Series may be of different lengths; one that is shorter than
/// a window gives a shorter row. Targets that are missing do not count; inputs that are missing are the <see cref="Normalizer"/>'s to fill.
/// </summary>
/// <remarks>Numbers are read where they lie. Takes 8 bytes a row besides. One thread at a time.</remarks>
public sealed class SeriesWindows : ISequenceBatches
{
    private readonly IReadOnlyList<Series> _series;
    private readonly SeriesOptions _options;
    private readonly int[] _inputs, _targets;
    private readonly (int Series, int First)[] _rows;
    private readonly RowOrder _order;

    /// <summary>Windows of one series.</summary>
    /// <param name="series">The series; not copied.</param>
    /// <param name="options">How it becomes batches; the defaults if null.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the series is no longer than the horizon.</exception>
    public SeriesWindows(Series series, SeriesOptions? options = null)
        : this([series], options)
    {
    }

    /// <summary>Windows of several series, none of which reaches from one into the next.</summary>
    /// <param name="series">Of the same channels; not copied.</param>
    /// <param name="options">How they become batches; the defaults if null.</param>
    /// <exception cref="ArgumentException">An option is out of range, channels differ, or all series are no longer than the horizon.</exception>
    public SeriesWindows(IReadOnlyList<Series> series, SeriesOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        _options = options ?? new SeriesOptions();
        Require.That(_options.Batch >= 1, _options.Batch, "a batch has at least 1 row");
        Require.That(_options.Window >= 1, _options.Window, "a window has at least 1 step");
        Require.That(_options.Horizon >= 0, _options.Horizon, "targets are at the step of their input or later");
        Require.That(_options.Stride is null or >= 1, _options.Stride ?? 0, "rows begin at least 1 step apart");
        Require.That(series.Count >= 1, series.Count, "there is at least 1 series");
        int channels = series[0].Channels;
        if (series.Any(other => other.Channels != channels))
        {
            throw new ArgumentException($"The first series has {channels} channels and another one has not.", nameof(series));
        }

        _series = series;
        _inputs = Channels(_options.InputChannels, channels);
        _targets = Channels(_options.TargetChannels, channels);
        _rows = [.. Rows()];
        if (_rows.Length == 0)
        {
            throw new ArgumentException(
                $"The longest series has {series.Max(one => one.Count)} steps; with a horizon of {_options.Horizon} it takes one step more.", nameof(series));
        }

        _order = new RowOrder(_rows.Length, _options.Batch, _options.Shuffle, _options.Seed);
    }

    /// <inheritdoc/>
    public int Batch => _options.Batch;

    /// <inheritdoc/>
    public int Window => _options.Window;

    /// <summary>Rows of one pass.</summary>
    public int RowCount => _rows.Length;

    /// <inheritdoc/>
    public long Count => _order.Count;

    /// <inheritdoc/>
    public DataPosition Position
    {
        get => _order.Position;
        set => _order.Position = value;
    }

    /// <summary>Mean and scale of the channels that go in and come out, for a model that learns from these data.</summary>
    /// <param name="missing">What becomes of inputs that are NaN.</param>
    /// <exception cref="ArgumentException">A channel has no number at all, or one is infinite.</exception>
    public Normalizer FitNormalizer(MissingInputs missing = MissingInputs.Reject)
    {
        ChannelMoments inputs = new(_inputs.Length), targets = new(_targets.Length);
        float[] input = new float[_inputs.Length], target = new float[_targets.Length];
        foreach (Series one in _series)
        {
            for (int t = 0; t < one.Count; t++)
            {
                Pick(one, t, _inputs, input);
                Pick(one, t, _targets, target);
                inputs.Add(input);
                targets.Add(target);
            }
        }

        return Normalizer.Of(inputs, targets, missing);
    }

    /// <inheritdoc/>
    /// <remarks>Always true: every row begins a sequence. Rows that are left over in the last batch have length 0.</remarks>
    public bool Next(SequenceBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        bool everyStep = batch.Values.Length == Batch * Window * _targets.Length;
        Require.Length(batch.Rows, Batch, nameof(batch), "rows");
        Require.Length(batch.Vectors.Length, Batch * Window * _inputs.Length, nameof(batch), "numbers (batch x window x input channels)");
        if (!everyStep)
        {
            Require.Length(batch.Values.Length, Batch * _targets.Length, nameof(batch), "targets (batch x window x target channels, or batch x target channels)");
        }

        ReadOnlySpan<int> rows = _order.Next();
        batch.Lengths.Span.Clear();
        batch.Values.Span.Fill(float.NaN);
        for (int row = 0; row < rows.Length; row++)
        {
            (int index, int first) = _rows[rows[row]];
            Series one = _series[index];
            int length = Math.Min(Window, one.Count - _options.Horizon - first);
            batch.Lengths.Span[row] = length;
            for (int t = 0; t < length; t++)
            {
                Pick(one, first + t, _inputs, batch.Vectors.Span[((((row * Window) + t) * _inputs.Length))..]);
                if (everyStep || t == length - 1)
                {
                    int output = everyStep ? (row * Window) + t : row;
                    Pick(one, first + t + _options.Horizon, _targets, batch.Values.Span[(output * _targets.Length)..]);
                }
            }
        }

        return true;
    }

    private IEnumerable<(int Series, int First)> Rows()
    {
        for (int i = 0; i < _series.Count; i++)
        {
            int steps = _series[i].Count - _options.Horizon, stride = _options.Stride ?? Window;
            for (int first = 0; first < steps && (first == 0 || first + Window <= steps); first += stride)
            {
                yield return (i, first);
            }
        }
    }

    private static void Pick(Series series, int step, int[] channels, Span<float> destination)
    {
        ReadOnlySpan<float> values = series.Values.Span.Slice(step * series.Channels, series.Channels);
        for (int i = 0; i < channels.Length; i++)
        {
            destination[i] = values[channels[i]];
        }
    }

    private static int[] Channels(IReadOnlyList<int>? chosen, int count)
    {
        int[] channels = chosen is null ? [.. Enumerable.Range(0, count)] : [.. chosen];
        foreach (int channel in channels)
        {
            Require.That(channel >= 0 && channel < count, channel, $"channels are 0 to {count - 1}");
        }

        return channels;
    }
}
