using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Networks;

/// <summary>The numbers that names of a network's text stand for. What is declared beside them are weights of outputs; the rest belongs to cells.</summary>
internal static class NetworkConstants
{
    /// <exception cref="EquationSyntaxException">A line declares what a network has not, or declares it twice.</exception>
    public static Dictionary<string, Expression> Of(CellText text)
    {
        var constants = new Dictionary<string, Expression>();
        var weights = new HashSet<string>();
        foreach (Equations.Declaration declaration in text.Declarations)
        {
            switch (declaration.Kind)
            {
                case DeclarationKind.Constant when !constants.ContainsKey(declaration.Name):
                    constants.Add(declaration.Name, declaration.Value!.Value);
                    break;
                case DeclarationKind.Weight when declaration.Value is > 0 && weights.Add(declaration.Name):
                    break;
                default:
                    throw new EquationSyntaxException(declaration.Kind switch
                    {
                        DeclarationKind.Constant => $"\"{declaration.Name}\" is defined twice.",
                        DeclarationKind.Weight => declaration.Value is > 0 ? $"\"{declaration.Name}\" has two weights." : $"The weight of \"{declaration.Name}\" must be above 0.",
                        _ => $"\"{declaration.Name}\" is declared as cells do it: a network has rows, constants, weights of outputs, and functions of its own.",
                    }, declaration.Mark);
            }
        }

        return constants;
    }
}
