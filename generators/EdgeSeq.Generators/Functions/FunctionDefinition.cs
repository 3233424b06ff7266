namespace EdgeSeq.Generators.Functions;

/// <summary>
/// An elementary function, written in the dialects' words so that it has the same bits on every instruction set. A file in this
/// folder is all of it: what it is called, how it is computed, how it is differentiated.
/// </summary>
/// <param name="Name">Name in equations, as PyTorch's where it has the function.</param>
/// <param name="Summary">What it computes, at the edges too.</param>
/// <param name="Accuracy">How exactly, as measured over all floats; the first range holds of what equations are about.</param>
/// <param name="Source">Where the method and the polynomial come from.</param>
/// <param name="Rows">
/// One row a line, over the arguments, + - * / and the words of the dialects; what is no word is another function. The last row is the result.
/// </param>
/// <param name="Derivatives">
/// For each argument dL/d(argument), over dL/d(result) <c>d</c>, the result <c>y</c> and the arguments. Use the result where nothing is lost
/// by it, for it is on the tape anyway. Null for a function that equations may not use: a part of other functions or of their derivatives.
/// </param>
internal sealed record FunctionDefinition(
    string Name, string Summary, Accuracy[] Accuracy, string Source, string Rows, string[]? Derivatives = null)
{
    /// <summary>What the rows and the derivatives call the arguments, in order: as many as a call has.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = ["x"];

    /// <summary>True where the result or a derivative can be infinite or NaN though the arguments are small numbers, 0 among them.</summary>
    public bool MayBeInfinite { get; init; }

    /// <summary>True for a function of the language of equations.</summary>
    public bool IsForEquations => Derivatives is not null;

    /// <summary>The summary and how exact it is, as one sentence each.</summary>
    public string Description => $"{Summary} {char.ToUpperInvariant(AccuracyText[0])}{AccuracyText.Substring(1)}.";

    /// <summary>How exact it is, in words.</summary>
    public string AccuracyText => string.Join(", ", Accuracy.Select(accuracy => accuracy.ToString()));

    /// <summary>Name of the generated method: <c>hard_tanh</c> is <c>HardTanh</c>.</summary>
    public string MethodName => string.Concat(Name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word.Substring(1)));
}
