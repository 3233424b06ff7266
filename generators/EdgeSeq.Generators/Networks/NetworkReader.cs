using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Functions;

namespace EdgeSeq.Generators.Networks;

/// <summary>
/// Takes a network's text apart into nodes. A row is a value; a call of a cell or a <see cref="NodeFunction"/> is a node, and what stands
/// pointwise around it is a page of equations without a state, whose matrix is the first product in it.
/// </summary>
internal sealed class NetworkReader
{
    /// <summary>More than any board holds, and far from where products of sizes overflow.</summary>
    public const int MaxUnits = 16_384;

    /// <summary>Floats of the past that a stream carries.</summary>
    private const long MaxPast = 16_777_216;

    private static readonly (string, string)[] s_productNames = [("W_h", "weight"), ("b_h", "bias")];

    private readonly NetworkDefinition _definition;
    private readonly CellText _text;
    private readonly List<GraphNode> _nodes = [];
    private readonly Dictionary<string, Value> _values = [];
    private readonly Dictionary<string, Expression> _constants;
    private readonly GraphInput _input;
    private string _row = "";

    private NetworkReader(NetworkDefinition definition, CellText text, int vocabulary, int inputs)
    {
        (_definition, _text) = (definition, text);
        _constants = NetworkConstants.Of(text);
        CheckFunctions();
        _nodes.Add(_input = new GraphInput(vocabulary, vocabulary > 0 ? 1 : inputs));
        _values.Add("x", Whole(0));
    }

    /// <summary>Numbers that names stand for.</summary>
    public IReadOnlyDictionary<string, Expression> Constants => _constants;

    /// <param name="definition">The network.</param>
    /// <param name="vocabulary">V; 0 for vectors.</param>
    /// <param name="inputs">D; 0 for tokens.</param>
    /// <exception cref="EquationSyntaxException">The text says no network.</exception>
    public static NetworkGraph Read(NetworkDefinition definition, int vocabulary, int inputs)
    {
        CellText text = CellText.Parse(definition.Text);
        return new NetworkReader(definition, text, vocabulary, inputs).Read();
    }

    /// <summary>Names of functions in a text that could be cells.</summary>
    public static IEnumerable<string> CallsOf(string text) =>
        CellText.Parse(text).Rows.SelectMany(row => row.Value.Parts()).OfType<Call>().Select(call => call.Function).Distinct();

    /// <summary>Whether a call is a function of each unit or a reduction of a row; what is neither and no node is an error.</summary>
    public bool IsPointwise(Call call)
    {
        if (IsNode(call.Function))
        {
            return false;
        }

        if (FunctionCatalogue.Find(call.Function) is { IsForEquations: true } || Reduction.KindOf(call.Function, call.Arguments.Count) is not null || _text.Functions.Any(own => own.Name == call.Function))
        {
            return true;
        }

        Reduction.Check(call);
        var known = NodeFunctions.All.Select(function => function.Name).Where(name => name != EquationParser.ListName).Concat(CellCatalogue.All.Where(cell => !cell.IsFixed).Select(cell => cell.Name)).ToList();
        string? near = Nearest.Of(call.Function, known.Concat(FunctionCatalogue.Names).Concat(_definition.Cells.Select(cell => cell.Name)));
        throw new EquationSyntaxException($"There is no node or function \"{call.Function}\"{(near is null ? "" : $": did you mean \"{near}\"?")}; a network may use {string.Join(", ", known)}, cells of your own that the declaration sees by that name, and the functions of equations.", call.Mark);
    }

    /// <summary>What comes in.</summary>
    public GraphInput Input => _input;

    public bool IsCell(string name) => _definition.FindCell(name) is not null;

    /// <summary>A value that is no token.</summary>
    public Value Vector(Expression expression, string name)
    {
        Value value = Evaluate(expression, name);
        return !IsToken(value) ? value : throw new EquationSyntaxException(
            "\"x\" is a token here: a cell of one direction without further inputs may read it, or embed(x, 16) makes a vector of it.", expression.Mark);
    }

    /// <summary>A recurrent layer: <c>Lstm(a, 32)</c>, and behind the units what a cell declares as further inputs.</summary>
    public Value AddCell(Call call, string name, bool isBidirectional = false)
    {
        CellDefinition cell = _definition.FindCell(call.Function)!;
        if (cell.IsFixed)
        {
            throw new EquationSyntaxException($"{cell.Name} is a reservoir, which learns nothing: it has no place in a network that learns.", call.Mark);
        }

        CellRows rows = ReadCell(cell, call.Mark);
        string[] further = [.. cell.Inputs];
        var arguments = new NodeCall(this, call, name, $"{cell.Name}(x, 32{string.Concat(further.Select(input => $", {input}"))})").Takes(2 + further.Length, 2 + further.Length);
        int hidden = arguments.Integer(1, "The number of units", 1, MaxUnits);
        if (further.FirstOrDefault(input => !rows.Passed.Contains(input)) is { } unread)
        {
            throw new EquationSyntaxException($"No row of {cell.Name} reads its further input \"{unread}\": use it there, or leave it out.", call.Mark);
        }

        bool multiplies = rows.Affine.Any(row => row.Input is not null);
        Value operand = Evaluate(call.Arguments[0], $"{name}_x");
        if (IsToken(operand) && (isBidirectional || further.Length > 0 || !multiplies))
        {
            operand = Vector(call.Arguments[0], name);
        }

        var passed = new List<Value>();
        foreach (string input in rows.Passed)
        {
            int index = Array.IndexOf(further, input);
            Value value = arguments.Value(2 + index);
            int size = rows.SizeOf(rows.Affine.First(row => row.Passed == input).Name) is > 0 and var declared ? declared : hidden;
            passed.Add(value.Size == size ? value : throw new EquationSyntaxException(
                $"\"{input}\" of {cell.Name} has {size} numbers, and \"{call.Arguments[2 + index]}\" has {value.Size}.", call.Mark));
        }

        foreach (Value value in passed.Prepend(operand))
        {
            RequireSteps(value, call);
        }

        int pace = Paces.Of([operand, .. passed], [call.Arguments[0], .. passed.Select((_, i) => call.Arguments[2 + Array.IndexOf(further, rows.Passed.ElementAt(i))])], call);
        int outputs = rows.SizeOf("h") is > 0 and var own ? own : hidden;
        return Add(new GraphLayer(name, cell, multiplies ? operand : null, new(passed), hidden, (isBidirectional ? 2 : 1) * outputs, isBidirectional, default) { Pace = pace });
    }

    /// <summary>A page of equations whose further inputs are values, in the order of the page.</summary>
    public Value AddEquations(string name, string title, string equations, IReadOnlyList<Value> inputs, IEnumerable<(string Name, string File)> fileNames, Mark mark, int steps = 0)
    {
        var cell = new CellDefinition(name, title, "", equations, IsOwn: true);
        string[] declared = [.. cell.Inputs];
        CellRows rows = ReadCell(cell, mark);
        Value[] passed = [.. rows.Passed.Select(input => inputs[Array.IndexOf(declared, input)])];
        return Add(new GraphLayer(name, cell, null, new(passed), inputs[0].Size, inputs[0].Size, false, new(fileNames)) { Steps = steps, Pace = inputs[0].Pace }) with { IsLast = inputs.Any(value => value.IsLast) };
    }

    /// <summary>Everything pointwise of one row as a page of equations.</summary>
    public Value AddPointwise(Expression expression, string name)
    {
        var page = new PointwisePage(this, name);
        Expression value = page.Read(expression);
        if (page.Size == 0)
        {
            throw new EquationSyntaxException($"\"{expression}\" is made of numbers alone: a row reads a value of the network.", expression.Mark);
        }

        var row = new Equation("h'", value) { Mark = expression.Mark };
        var constants = _text.Declarations.Where(declaration => declaration.Kind == DeclarationKind.Constant).ToList();
        var text = new CellText([row], [.. constants, .. page.Declarations], _text.Functions);
        string equations = string.Join("\n", [
            .. constants.Select(constant => $"constant {constant.Name} = {(Expression)constant.Value!.Value}"), .. _text.Functions.Select(function => function.ToString()),
            .. page.Declarations.Select(input => $"input {input.Name}{(input.Size is null ? "" : $"[{input.Size}]")}"), row.ToString(),
        ]);
        CellRows rows = CellReader.Read(text);
        CheckStages(rows, expression.Mark);
        var cell = new CellDefinition(name, page.Product is null ? "Pointwise" : "Dense", "", equations, IsOwn: true);
        Value[] passed = [.. rows.Passed.Select(input => page.Inputs.First(other => other.Name == input).Value)];
        return Add(new GraphLayer(name, cell, page.Product?.Operand, new(passed), page.Size, page.Size, false, new(s_productNames)) { Pace = page.Pace, Kernel = page.Product?.Kernel ?? 0, TiedTo = page.Product?.TiedTo }) with { IsLast = page.IsLast };
    }

    /// <summary>The learned vectors that a row of this name looks up: how many, and of how many numbers; null for another row.</summary>
    public (int Vocabulary, int Size)? VectorsOf(string row) => _nodes.FirstOrDefault(node => node.Name == row) switch
    {
        GraphEmbedding embedding => (_input.Vocabulary, embedding.Size),
        GraphLookup lookup => (lookup.Vocabulary, lookup.Vector),
        _ => null,
    };

    /// <summary>A value of every step, which what goes over time needs.</summary>
    public static void RequireSteps(Value value, Call reader)
    {
        if (value.IsLast)
        {
            throw new EquationSyntaxException($"\"{reader.Function}\" goes over the steps of a sequence, and what it reads counts after the last one only: put last, average or highest around it instead.", reader.Mark);
        }
    }

    public Value AddPast(string name, Value operand, int kernel, int dilation, bool byChannel, Call call, int stride = 1)
    {
        if ((long)(kernel - 1) * dilation * operand.Size > MaxPast || (long)kernel * operand.Size > MaxUnits * 16L)
        {
            throw new EquationSyntaxException($"A kernel of {kernel} steps {dilation} apart over {operand.Size} channels carries more than a stream may hold: take a smaller kernel or dilation.", call.Mark);
        }

        if (kernel == 1 && stride == 1)
        {
            return operand;
        }

        RequireSteps(operand, call);
        return (long)operand.Pace * stride <= Paces.Most ? Add(new GraphPast(Unique(name), operand, kernel, dilation, byChannel, stride) { Pace = operand.Pace * stride })
            : throw new EquationSyntaxException($"\"{call}\" would have a value every {(long)operand.Pace * stride} steps; at most every {Paces.Most} are possible.", call.Mark);
    }

    /// <summary>What an expression stands for; nodes that it takes are called <paramref name="name"/>.</summary>
    public Value Evaluate(Expression expression, string name)
    {
        switch (expression)
        {
            case Variable variable when !_constants.ContainsKey(variable.Name):
                return Named(variable);
            case Call call when IsCell(call.Function):
                return AddCell(call, Unique(name));
            case Call call when NodeFunctions.Find(call.Function) is { } function:
                return function.Make(new NodeCall(this, call, Unique(name), function.Usage));
            default:
                return AddPointwise(expression, Unique(name));
        }
    }

    private NetworkGraph Read()
    {
        if (_text.Rows.Count == 0)
        {
            throw new EquationSyntaxException("A network has no rows: write at least one, as in \"y = dense(Lstm(x, 32), 1)\".");
        }

        HashSet<string> read = [.. _text.Rows.SelectMany(row => row.Value.Variables())];
        var outputs = new List<GraphOutput>();
        foreach (Equation row in _text.Rows)
        {
            CheckTarget(row);
            _row = row.Target;
            if (read.Contains(row.Target))
            {
                _values.Add(row.Target, Evaluate(row.Value, row.Target));
                continue;
            }

            outputs.Add(Output(row));
            _values.Add(row.Target, outputs[outputs.Count - 1].Value);
        }

        Equation Row(GraphOutput output) => _text.Rows.First(row => row.Target == output.Name);
        if (outputs.FirstOrDefault(output => output.Value.IsLast != outputs[0].Value.IsLast) is { } other)
        {
            throw new EquationSyntaxException($"\"{outputs[0].Name}\" and \"{other.Name}\" are outputs, one of every step and one of the last: all must be of the same kind, so put last(...) around the other, or leave it out.", Row(other).Mark);
        }

        if (_text.Declarations.FirstOrDefault(weight => weight.Kind == DeclarationKind.Weight && outputs.All(output => output.Name != weight.Name)) is { } loose)
        {
            throw new EquationSyntaxException($"\"{loose.Name}\" is no output: the outputs, rows that no other row reads, are {string.Join(", ", outputs.Select(output => output.Name))}.", loose.Mark);
        }

        return new NetworkGraph(_nodes, outputs, outputs[0].Value.IsLast);
    }

    /// <summary>A row that no other reads: its outermost function says what it means.</summary>
    private GraphOutput Output(Equation row)
    {
        Expression value = row.Value;
        bool isLast = false;
        while (value is Call { Function: "last", Arguments.Count: 1 } last)
        {
            (value, isLast) = (last.Arguments[0], true);
        }

        HeadKind head = value is Call { Arguments.Count: 1 } call
            ? call.Function switch { "softmax" => HeadKind.Softmax, "sigmoid" => HeadKind.Sigmoid, _ => HeadKind.Linear }
            : HeadKind.Linear;
        Value result = Vector(head == HeadKind.Linear ? value : ((Call)value).Arguments[0], row.Target);
        if (head == HeadKind.Softmax && result.Size < 2)
        {
            throw new EquationSyntaxException($"\"{row.Target}\" is a softmax over one number, which is always 1: give it one number a class.", row.Mark);
        }

        // A step's outputs are read from what the layers carry.
        if (result.Pace > 1)
        {
            result = Add(new GraphHold($"{row.Target} held", result)) with { IsLast = result.IsLast };
        }
        else if (result.Parts.Count != 1 || _nodes[result.Parts[0].Node] is not (GraphLayer or GraphHold))
        {
            result = AddCopy(result, row);
        }

        double weight = _text.Declarations.FirstOrDefault(other => other.Kind == DeclarationKind.Weight && other.Name == row.Target)?.Value ?? 1;
        return new GraphOutput(row.Target, isLast ? result with { IsLast = true } : result, head, weight);
    }

    private Value AddCopy(Value value, Equation row) =>
        AddEquations(Unique(row.Target), "Copy", "input in1\nh' = in1", [value], [], row.Mark);

    private void CheckTarget(Equation row)
    {
        if (EquationNames.IsNext(row.Target))
        {
            throw new EquationSyntaxException($"\"{row.Target}\" has a prime, and only cells have states: write \"{EquationNames.Stem(row.Target)}\", or declare a cell of your own.", row.Mark);
        }

        if (row.Size is not null)
        {
            throw new EquationSyntaxException($"\"{row.Target}\" has a size in brackets; in a network sizes are arguments, as in dense(x, 24).", row.Mark);
        }

        if (row.Target == "x" || EquationParser.IsMatrix(row.Target) || EquationNames.IsBias(row.Target) || _constants.ContainsKey(row.Target))
        {
            throw new EquationSyntaxException(row.Target == "x" ? "\"x\" is the input: give the row another name."
                : _constants.ContainsKey(row.Target) ? $"\"{row.Target}\" is defined twice." : $"\"{row.Target}\" looks like a parameter of a cell: give the row another name.", row.Mark);
        }

        if (_values.ContainsKey(row.Target))
        {
            throw new EquationSyntaxException($"\"{row.Target}\" is defined twice.", row.Mark);
        }
    }

    /// <summary>Nodes are found before functions of the text's own, and stand in rows alone.</summary>
    private void CheckFunctions()
    {
        CellNames.CheckFunctions(_text);
        foreach (FunctionRow function in _text.Functions)
        {
            if (IsNode(function.Name))
            {
                throw new EquationSyntaxException($"There is a node \"{function.Name}\" already: give this function another name.", function.Mark);
            }

            if (function.Value.Parts().OfType<Call>().FirstOrDefault(call => IsNode(call.Function)) is { } node)
            {
                throw new EquationSyntaxException($"A function works unit by unit, and \"{node.Function}\" is a node: write it as a row.", node.Mark);
            }
        }
    }

    private bool IsNode(string function) => IsCell(function) || NodeFunctions.Find(function) is not null;

    private Value Named(Variable variable)
    {
        if (_values.TryGetValue(variable.Name, out Value value))
        {
            return value;
        }

        string? near = Nearest.Of(variable.Name, _values.Keys.Concat(_constants.Keys));
        throw new EquationSyntaxException($"No earlier row defines \"{variable.Name}\"" + (
            _text.Rows.Any(row => row.Target == variable.Name) ? ": a later row does, or this one. Rows read earlier rows; what goes around from step to step is a cell."
            : near is null ? "." : $": did you mean \"{near}\"?"), variable.Mark);
    }

    private static CellRows ReadCell(CellDefinition cell, Mark mark)
    {
        try
        {
            CellRows rows = cell.Read();
            CheckStages(rows, mark);
            return rows;
        }
        catch (EquationSyntaxException fault)
        {
            throw new EquationSyntaxException($"{cell.Name}: {fault.Message}", mark);
        }
    }

    private static void CheckStages(CellRows rows, Mark mark)
    {
        try
        {
            Nodes.Recurrent.StagePlanner.Backward(rows, Differentiation.Differentiator.Differentiate(rows), Nodes.Recurrent.StagePlanner.Forward(rows));
        }
        catch (EquationSyntaxException fault)
        {
            throw new EquationSyntaxException(fault.Message, mark);
        }
    }

    public bool IsToken(Value value) => _input.IsToken && value.Parts.Any(part => part.Node == 0);

    private Value Whole(int node) => new(new([new Part(node, 0, _nodes[node].Size)]), Pace: _nodes[node].Pace);

    /// <summary>A node behind the others, as a value.</summary>
    public Value Add(GraphNode node)
    {
        _nodes.Add(node);
        return Whole(_nodes.Count - 1);
    }

    /// <summary>A name that no other node has, and no row either: the tensors of <c>d_x</c> are those of the row that is called so.</summary>
    private string Unique(string name)
    {
        string unique = name;
        for (int i = 2; _nodes.Any(node => node.Name == unique) || (unique != _row && _text.Rows.Any(row => row.Target == unique)); i++)
        {
            unique = $"{name}{i}";
        }

        return unique;
    }
}
