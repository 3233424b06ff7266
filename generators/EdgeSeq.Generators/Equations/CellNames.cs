using System.Globalization;
using EdgeSeq.Generators.Functions;

namespace EdgeSeq.Generators.Equations;

/// <summary>
/// Who is who in a cell: states, constants, sizes, declared parameters, and which names are defined so far. What a name means and what is
/// wrong with it is said here.
/// </summary>
internal sealed class CellNames
{
    private static readonly string[] Reserved = ["E", "W_y", "b_y"];

    private readonly CellText _text;
    private readonly HashSet<string> _targets;
    private readonly HashSet<string> _known;
    private readonly HashSet<string> _parameters = [];
    private readonly Dictionary<string, double> _sizes = [];
    private readonly Dictionary<string, int> _uses;
    private readonly Dictionary<string, Expression> _constants = [];

    private CellNames(CellText text)
    {
        _text = text;
        _targets = [.. text.Rows.Select(row => row.Target)];
        _uses = text.Rows.SelectMany(row => row.Value.Parts()).Select(NameOf).OfType<string>().GroupBy(name => name).ToDictionary(uses => uses.Key, uses => uses.Count());
        States = [.. _targets.Where(EquationNames.IsNext).Select(EquationNames.Stem).OrderBy(state => state == "h" ? 0 : 1)];
        _known = [.. States];
    }

    /// <summary>States in order of appearance, h first.</summary>
    public IReadOnlyList<string> States { get; }

    public IReadOnlyDictionary<string, Expression> Constants => _constants;

    /// <summary>First values of biases.</summary>
    public IEnumerable<(string Bias, double Value)> FirstBiases => Declared(DeclarationKind.Bias).Select(bias => (bias.Name, bias.Value!.Value));

    /// <param name="text">The cell.</param>
    /// <param name="values">Numbers of constants and sizes, in place of those that the text gives.</param>
    /// <exception cref="EquationSyntaxException">A name is given twice, or to what cannot have it.</exception>
    public static CellNames Of(CellText text, IReadOnlyDictionary<string, double> values)
    {
        var names = new CellNames(text);
        names.CheckTargets();
        CheckFunctions(text);
        foreach (Declaration declaration in text.Declarations)
        {
            names.Declare(declaration, values);
        }

        return names;
    }

    /// <summary>True for a parameter that stands in several places.</summary>
    public bool IsShared(string parameter) => _uses.TryGetValue(parameter, out int uses) && uses > 1;

    /// <summary>Numbers of a row; 0 for H.</summary>
    /// <exception cref="EquationSyntaxException">No line declares its size.</exception>
    public int SizeOf(Equation row) => SizeOf(row.Size, row.Mark);

    /// <summary>Numbers of a state; 0 for H.</summary>
    public int SizeOfState(string state) => SizeOf(_text.Rows.First(row => row.Target == EquationNames.Next(state)));

    /// <summary>The vector or scalar of this name; null where no line declares one.</summary>
    public CellParameter? DeclaredParameter(string name) =>
        _text.Declarations.FirstOrDefault(other => other.Name == name && other.Kind is DeclarationKind.Vector or DeclarationKind.Scalar) is { } declared
            ? new CellParameter(name, declared.Kind == DeclarationKind.Scalar, SizeOf(declared.Size, declared.Mark), declared.Value)
            : null;

    /// <summary>The further input of this name; null where no line declares one.</summary>
    public Declaration? DeclaredInput(string name) => Declared(DeclarationKind.Input).FirstOrDefault(other => other.Name == name);

    /// <summary>Numbers of a further input; 0 for H.</summary>
    public int SizeOfInput(Declaration input) => SizeOf(input.Size, input.Mark);

    /// <summary>A bias beside no product of its own, or in several rows.</summary>
    public CellParameter BiasAsVector(Variable bias, int size)
    {
        CheckParameter(bias.Name, bias.Mark);
        _known.Add(bias.Name);
        return new CellParameter(bias.Name, IsScalar: false, size, Declared(DeclarationKind.Bias).FirstOrDefault(first => first.Name == bias.Name)?.Value ?? 0);
    }

    /// <summary>A name that the reader gives to a row of its own.</summary>
    public string Unique(string name)
    {
        string unique = name;
        for (int i = 2; _known.Contains(unique) || _targets.Contains(unique); i++)
        {
            unique = name + i;
        }

        return unique;
    }

    /// <exception cref="EquationSyntaxException">It is defined already.</exception>
    public void Define(string name, Mark mark)
    {
        if (!_known.Add(name))
        {
            throw new EquationSyntaxException($"\"{name}\" is defined twice.", mark);
        }
    }

    /// <exception cref="EquationSyntaxException">It is no name of a parameter of a cell.</exception>
    public void DefineParameter(string name, Mark mark)
    {
        CheckParameter(name, mark);
        _parameters.Add(name);
    }

    /// <exception cref="EquationSyntaxException">No earlier row defines it.</exception>
    public void RequireKnown(string name, string reader, Mark mark)
    {
        if (!_known.Contains(name))
        {
            throw new EquationSyntaxException($"The row \"{reader}\" uses \"{name}\", which no earlier row defines{Cure(name, reader)}.", mark);
        }
    }

    /// <summary>Requires every declared parameter to be read.</summary>
    /// <param name="read">What rows read.</param>
    /// <exception cref="EquationSyntaxException">One is not.</exception>
    public void CheckUse(IReadOnlyCollection<string> read)
    {
        foreach (Declaration declaration in _text.Declarations)
        {
            bool isUsed = declaration.Kind switch
            {
                DeclarationKind.Vector or DeclarationKind.Scalar => read.Contains(declaration.Name),
                DeclarationKind.Bias => _parameters.Contains(declaration.Name) || read.Contains(declaration.Name),
                _ => true,
            };
            if (!isUsed)
            {
                throw new EquationSyntaxException($"No row reads \"{declaration.Name}\": leave the line out, or use it.", declaration.Mark);
            }
        }

        foreach (Equation row in _text.Rows)
        {
            if (!EquationNames.IsNext(row.Target) && !read.Contains(row.Target))
            {
                throw new EquationSyntaxException($"Nothing reads the row \"{row.Target}\"{(States.Contains(row.Target) ? $": the next value of the state is written {row.Target}'" : ": leave it out, or use it")}.", row.Mark);
            }
        }
    }

    private static string? NameOf(Expression part) => part switch
    {
        MatrixProduct product => product.Matrix,
        Variable variable => variable.Name,
        _ => null,
    };

    private IEnumerable<Declaration> Declared(DeclarationKind kind) => _text.Declarations.Where(declaration => declaration.Kind == kind);

    /// <summary>A row of such a name could not be read: what stands there would be the input or a parameter.</summary>
    private void CheckTargets()
    {
        foreach (Equation row in _text.Rows)
        {
            string name = EquationNames.Stem(row.Target);
            if (name == "x")
            {
                throw new EquationSyntaxException("\"x\" is the input: give the row another name.", row.Mark);
            }

            if (EquationNames.IsBias(name) || EquationParser.IsMatrix(name))
            {
                throw new EquationSyntaxException($"\"{name}\" is the name of a parameter: give the row another name, one that does not begin with {name.Substring(0, 2)}.", row.Mark);
            }
        }

        if (!States.Contains("h"))
        {
            bool hasRow = _targets.Contains("h");
            throw new EquationSyntaxException($"A cell must define the next hidden state, h'{(hasRow ? "; the row \"h\" lacks the prime" : "")}.", _text.Rows.LastOrDefault(row => !hasRow || row.Target == "h")?.Mark ?? default);
        }
    }

    /// <exception cref="EquationSyntaxException">A function of the text's own is none.</exception>
    public static void CheckFunctions(CellText text)
    {
        var known = new HashSet<string>();
        foreach (FunctionRow function in text.Functions)
        {
            if (known.Contains(function.Name) || FunctionCatalogue.Names.Contains(function.Name) || Reduction.Names.Contains(function.Name))
            {
                throw new EquationSyntaxException($"There is a function \"{function.Name}\" already: give this one another name.", function.Mark);
            }

            foreach (Expression part in function.Value.Parts())
            {
                if (part is MatrixProduct || (part is Variable variable && !function.Parameters.Contains(variable.Name) && text.Declarations.All(other => other.Kind != DeclarationKind.Constant || other.Name != variable.Name)))
                {
                    throw new EquationSyntaxException($"A function is made of its arguments, constants and functions; give it \"{NameOf(part)}\" as an argument.", part.Mark);
                }

                if (part is Call call && !known.Contains(call.Function) && text.Functions.Any(other => other.Name == call.Function))
                {
                    throw new EquationSyntaxException($"\"{call.Function}\" is defined in a later line, or by itself: a function is made of earlier ones.", call.Mark);
                }

                if (part is Call inner && Reduction.KindOf(inner.Function, inner.Arguments.Count) is not null)
                {
                    throw new EquationSyntaxException($"A function works unit by unit: write \"{inner.Function}\" as a row.", inner.Mark);
                }
            }

            // Behind its own value, which cannot read it.
            known.Add(function.Name);
        }
    }

    private void Declare(Declaration declaration, IReadOnlyDictionary<string, double> values)
    {
        string name = declaration.Name;
        if (declaration.Kind == DeclarationKind.Bias)
        {
            if (!EquationNames.IsBias(name) || !ReferenceEquals(Declared(DeclarationKind.Bias).First(other => other.Name == name), declaration))
            {
                throw new EquationSyntaxException(EquationNames.IsBias(name) ? $"\"{name}\" has two first values." : $"\"{name}\" is no bias: the name of a bias begins with b_.", declaration.Mark);
            }

            return;
        }

        if (name == "x" || EquationNames.IsBias(name) || EquationParser.IsMatrix(name) || EquationNames.IsNext(name))
        {
            throw new EquationSyntaxException($"\"{name}\" cannot be declared: a name with a prime is a state's next value, x is the input, and names that begin with W_, U_ and b_ are parameters as they stand in a row.", declaration.Mark);
        }

        if (declaration.Kind == DeclarationKind.Weight)
        {
            throw new EquationSyntaxException($"A weight is that of an output, which only a network has: leave the line out, or declare \"{name}\" as a scalar or vector.", declaration.Mark);
        }

        if (_targets.Contains(name) || States.Contains(name) || !ReferenceEquals(_text.Declarations.First(other => other.Name == name), declaration))
        {
            throw new EquationSyntaxException($"\"{name}\" is defined twice.", declaration.Mark);
        }

        double value = values.TryGetValue(name, out double given) ? given : declaration.Value ?? 0;
        switch (declaration.Kind)
        {
            case DeclarationKind.Constant:
                _constants.Add(name, value);
                break;
            case DeclarationKind.Input:
                break;
            case DeclarationKind.Size:
                _sizes.Add(name, RequireSize(value, name, declaration.Mark));
                break;
            default:
                CheckParameter(name, declaration.Mark);
                _known.Add(name);
                break;
        }
    }

    /// <summary>The output layer and further layers have parameters too, whose names stand beside these in the model.</summary>
    private static void CheckParameter(string name, Mark mark)
    {
        if (Reserved.Contains(name))
        {
            throw new EquationSyntaxException(name == "E" ? "\"E\" are the learned vectors of tokens: give the parameter another name."
                : $"\"{name}\" belongs to the output layer: give the gate another name.", mark);
        }

        if (LayerSuffix.EndsIn(name))
        {
            throw new EquationSyntaxException($"\"{name}\" ends as the parameters of further layers do: give the gate a name without that end.", mark);
        }
    }

    private int SizeOf(string? size, Mark mark)
    {
        if (size is null)
        {
            return 0;
        }

        return double.TryParse(size, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? RequireSize(number, size, mark)
            : _sizes.TryGetValue(size, out double declared) ? (int)declared
            : throw new EquationSyntaxException($"No line declares the size \"{size}\": write \"size {size} = 16\", or a number in the brackets.", mark);
    }

    private static int RequireSize(double value, string name, Mark mark) => value >= 1 && value <= 16_384 && value == Math.Floor(value) ? (int)value
        : throw new EquationSyntaxException($"The size \"{name}\" is {value.ToString("R", CultureInfo.InvariantCulture)}; set it to a whole number from 1 to 16384.", mark);

    private string Cure(string name, string reader)
    {
        if (name == "x")
        {
            return ": x is the input, which a matrix turns into a row of H numbers, as in \"W_a x\"";
        }

        if (name == reader && _targets.Contains(name) && !EquationNames.IsNext(name))
        {
            return $": if it is a state, its next value is written {name}'";
        }

        if (_targets.Contains(name))
        {
            return ": a later row does, so move that row up";
        }

        string? near = Nearest.Of(name, _known.Concat(_constants.Keys));
        return near is null ? "" : $": did you mean \"{near}\"?";
    }
}
