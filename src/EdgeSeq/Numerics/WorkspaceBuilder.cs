using System.ComponentModel;

namespace EdgeSeq.Numerics;

/// <summary>Lays out a workspace, part after part. Strides are in floats.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct WorkspaceBuilder
{
    private readonly int _batch, _steps;
    private int _window;
    private nint _end;

    /// <summary>An empty workspace.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or there are more steps than a span can hold.</exception>
    public WorkspaceBuilder(int batch, int window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        (_batch, _steps, _window) = (batch, window, window);
        if ((long)batch * window > Array.MaxLength)
        {
            // The sizes of the parts could overflow even a long.
            ThrowTooLarge(batch, window, "has more steps than a span can hold");
        }
    }

    /// <summary>Floats in total.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They exceed what a span can hold.</exception>
    public readonly int Size
    {
        get
        {
            if (_end > Array.MaxLength)
            {
                ThrowTooLarge(_batch, _steps, $"needs a workspace of {_end:N0} floats");
            }

            return (int)_end;
        }
    }

    /// <summary>What follows has a value every so many steps: as many rows fewer.</summary>
    public void Every(int steps) => _window = (_steps + steps - 1) / steps;

    /// <summary>The part of a recurrent layer.</summary>
    public LayerWorkspace Layer(int state, int tape, int gradient, int carry, int projection, int rowGap)
    {
        var layer = new LayerWorkspace(_batch, _window, _end, state, tape, gradient, carry, projection, rowGap);
        _end = layer.End;
        return layer;
    }

    /// <summary>A layer whose rows of W x lie here instead.</summary>
    public LayerWorkspace Project(in LayerWorkspace layer, int projection)
    {
        var projected = new LayerWorkspace(layer, _end, projection);
        _end = projected.End;
        return projected;
    }

    /// <summary>A run of floats for every row and step.</summary>
    public RowBuffer Rows(int stride) => Add(_batch, _window, stride);

    /// <summary>A run of floats for every row of the batch.</summary>
    public RowBuffer OfBatch(int stride) => Add(_batch, 1, stride);

    /// <summary>A number for every row of the batch, side by side, in whole cache lines.</summary>
    public RowBuffer OnePerRow() => Add(1, 1, (_batch + 15) / 16 * 16);

    /// <summary>As many runs as are worked on at a time.</summary>
    public RowBuffer Chunk(int steps, int stride) => Add(1, Math.Min(steps, _window), stride);

    /// <summary>Rows of outputs: all of a batch, or as many as are worked on at a time. Windows of one step are worked on side by side.</summary>
    public RowBuffer Outputs(int perRow, int most, int stride, bool all) =>
        all ? Add(_batch, perRow, stride) : Add(1, Math.Min(most, _window == 1 ? _batch : perRow), stride);

    private RowBuffer Add(int batch, int steps, int stride)
    {
        var rows = new RowBuffer(_end, batch, steps, stride);
        _end += (nint)batch * steps * stride;
        return rows;
    }

    private static void ThrowTooLarge(int batch, int window, string what) => throw new ArgumentOutOfRangeException(nameof(batch), batch,
        $"A batch of {batch} with a window of {window} {what}; at most {Array.MaxLength:N0} fit a span. Use a smaller batch or window.");
}
