using System.Diagnostics.CodeAnalysis;

namespace EdgeSeq;

/// <summary>How a shape holds the weights that its steps stream through (docs/numerics.md, "Weights of 8 bits" and "Weights of 16 bits").</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The types are what it names.")]
public enum WeightType
{
    /// <summary>32-bit floats: learns and runs.</summary>
    Float32,

    /// <summary>
    /// 8-bit integers with a scale for every output, multiplied by states rounded to 8 bits, or to 15 (<see cref="SequenceModelAttribute.StateBits"/>); sums are exact integers. Runs only: a trained model
    /// of the same shape in floats is rounded by <see cref="Model{TShape}.Quantize{TTo}()"/>. Biases, the weights of vectors that come in, learned vectors of tokens and linear
    /// heads stay floats.
    /// </summary>
    Int8,

    /// <summary>
    /// Upper halves of floats, rounded to nearest even: half the bytes, the range of floats, 8 bits of precision. Products and sums are those of floats, so the results are, bit for bit, those
    /// of the same shape in floats whose weights were rounded. All matrices, token rows and learned vectors; biases, and vectors and numbers of the cell's own, stay floats. Runs only, as
    /// <see cref="Int8"/> does.
    /// </summary>
    BFloat16,
}
