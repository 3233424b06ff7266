namespace EdgeSeq.Import.Form;

/// <summary>Numbers of a cell in one direction, gates stacked as <see cref="CellForm"/> says, outputs as rows.</summary>
/// <param name="Input">[gates H x inputs].</param>
/// <param name="Recurrent">[gates H x H], or x the projection.</param>
/// <param name="Bias">[gates H].</param>
/// <param name="RecurrentBias">[gates H]; zeros if null. Only the n of <see cref="CellFamily.GruResetAfter"/> does not simply add it to the other.</param>
internal sealed record CellWeights(NumberTensor Input, NumberTensor Recurrent, NumberTensor? Bias, NumberTensor? RecurrentBias)
{
    /// <summary>[3 x H], of i, f and o.</summary>
    public NumberTensor? Peepholes { get; init; }

    /// <summary>[P x H].</summary>
    public NumberTensor? Projection { get; init; }

    /// <summary>The first h, [H] or [P].</summary>
    public NumberTensor? FirstH { get; init; }

    /// <summary>The first c of an LSTM, [H].</summary>
    public NumberTensor? FirstC { get; init; }

    /// <summary>As many zeros.</summary>
    public CellWeights Zeros() => new(Zeros(Input)!, Zeros(Recurrent)!, Zeros(Bias), Zeros(RecurrentBias)) { Peepholes = Zeros(Peepholes), Projection = Zeros(Projection), FirstH = Zeros(FirstH), FirstC = Zeros(FirstC) };

    private static NumberTensor? Zeros(NumberTensor? tensor) => tensor is null ? null : tensor with { Values = new float[tensor.Values.Length] };
}
