namespace EdgeSeq.Import.Form;

/// <summary>Families of cells. Gates are stacked as PyTorch does: n; r, z, n; i, f, g, o.</summary>
internal enum CellFamily
{
    /// <summary><c>h' = f(W x + U h + b)</c>.</summary>
    Rnn,

    /// <summary>z keeps the old state, r acts before the recurrent weights.</summary>
    GruResetBefore,

    /// <summary>z keeps the old state, r acts after the recurrent weights and their bias.</summary>
    GruResetAfter,

    /// <summary>With a forget gate.</summary>
    Lstm,
}

/// <summary>What a cell computes, apart from its numbers.</summary>
/// <param name="Family">Its equations.</param>
internal sealed record CellForm(CellFamily Family)
{
    /// <summary>Of the gates r, z, i, f and o.</summary>
    public Activation Gate { get; init; } = Activation.Sigmoid;

    /// <summary>Of the candidate n or g, or of the only row of <see cref="CellFamily.Rnn"/>.</summary>
    public Activation Candidate { get; init; } = Activation.Tanh;

    /// <summary>Of c, on its way out of an LSTM.</summary>
    public Activation Output { get; init; } = Activation.Tanh;

    /// <summary>Whether gates of an LSTM look at c.</summary>
    public bool HasPeepholes { get; init; }

    /// <summary>Numbers of h where a matrix projects it; 0 for as many as units.</summary>
    public int Projection { get; init; }

    /// <summary>Whether sequences begin at states of the file's own.</summary>
    public bool HasFirstState { get; init; }

    /// <summary>Blocks of H rows in the matrices.</summary>
    public int Gates => GateNames.Length;

    /// <summary>Names of the gates, in the order in which they are stacked.</summary>
    public string[] GateNames => Family switch
    {
        CellFamily.Rnn => ["h"],
        CellFamily.Lstm => ["i", "f", "g", "o"],
        _ => ["r", "z", "n"],
    };

    /// <summary>The cell of the catalogue that computes the same; null if there is none.</summary>
    public Cell? Catalogue => HasPeepholes || Projection > 0 || HasFirstState ? null : (Family, Gate.Name, Candidate.Name, Output.Name) switch
    {
        (CellFamily.Rnn, _, "tanh", _) => Cell.ElmanTanh,
        (CellFamily.Rnn, _, "relu", _) => Cell.ElmanRelu,
        (CellFamily.GruResetBefore, "sigmoid", "tanh", _) => Cell.GruResetBefore,
        (CellFamily.GruResetAfter, "sigmoid", "tanh", _) => Cell.GruResetAfter,
        (CellFamily.Lstm, "sigmoid", "tanh", "tanh") => Cell.Lstm,
        _ => null,
    };

    /// <summary>For the list of layers: <c>LSTM</c>, <c>GRU (reset before), gates hard_sigmoid</c>.</summary>
    public override string ToString()
    {
        List<string> parts = [Family switch { CellFamily.Rnn => "RNN", CellFamily.Lstm => "LSTM", CellFamily.GruResetAfter => "GRU, reset after", _ => "GRU, reset before" }];
        Add(Family != CellFamily.Rnn && Gate.Name != "sigmoid", $"gates {Gate.Of("a")}");
        Add(Candidate.Name != "tanh", $"candidate {Candidate.Of("a")}");
        Add(Family == CellFamily.Lstm && Output.Name != "tanh", $"output {Output.Of("a")}");
        Add(HasPeepholes, "peepholes");
        Add(Projection > 0, $"projected to {Projection}");
        Add(HasFirstState, "first states");
        return string.Join(", ", parts);

        void Add(bool applies, string part)
        {
            if (applies)
            {
                parts.Add(part);
            }
        }
    }
}
