namespace EdgeSeq.Generators.Dialects;

/// <summary>
/// How an instruction set multiplies bytes: four inputs of an output lie in a cell of 32 bits, and a word adds the four products of a cell
/// to the output's sum, which is exact. In all templates {0} is the sum, {1} the operand, {2} the weights, {3} a name for what lies between.
/// </summary>
/// <param name="Operand">Four bytes of the operand, given as the int {0}, in every cell.</param>
/// <param name="Loads">The weights of a vector of cells as variables, {0} its name, {1} the reference, {2} the place; empty where <paramref name="Stages"/> read them where they lie.</param>
/// <param name="Stages">The statements of a product, for a few vectors at a time: small processors execute in order.</param>
/// <param name="Together">Vectors that go through the stages together.</param>
/// <param name="MaxSums">Vectors of sums that registers hold beside that.</param>
/// <param name="MaxTileSums">Vectors of sums of a tile of several rows, beside a row of weights that are held too.</param>
/// <param name="Offset">What is added to an operand's bytes: 128 where they are unsigned, else 0. Sums begin with what takes it out again.</param>
/// <param name="Constant">A variable that the stages read; empty for none.</param>
internal sealed record DotWords(
    string Operand, string[] Loads, string[] Stages, int Together, int MaxSums, int MaxTileSums, int Offset = 0, string Constant = "")
{
    /// <summary>
    /// Unsigned bytes times signed ones, added in pairs to 16 bits and in pairs again to 32. The first addition saturates, but never does: weights keep
    /// the rule that no pair of a cell exceeds 128, and 255 * 128 fits.
    /// </summary>
    public static DotWords Pairs(string vector, string instructions, int maxSums, int maxTileSums) => new(
        vector + ".Create({0}).AsByte()", [],
        [$"{{0}} += {instructions}.MultiplyAddAdjacent({instructions}.MultiplyAddAdjacent({{1}}, {{2}}.AsSByte()), ones);"],
        Together: 1, maxSums, maxTileSums, Offset: 128, Constant: $"var ones = {vector}.Create((short)1);");
}
