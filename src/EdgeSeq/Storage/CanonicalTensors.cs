using System.Collections.Immutable;
using EdgeSeq.Shapes;

namespace EdgeSeq.Storage;

/// <summary>
/// How the parameters of a shape map to the tensors of a file, by one rule for all cells: W_* stacked in the order of the
/// shape are <c>weight_ih</c>, U_* are <c>weight_hh</c>; <c>b_x</c> goes beside W_x to <c>bias_ih</c>, <c>b_hx</c> beside
/// U_x to <c>bias_hh</c>. PyTorch has two biases for every gate; where a cell has one, the other is written as zeros.
/// </summary>
/// <remarks>Without LINQ, as all that loads a model and samples: it would make the executable of a board a fifth larger (.ci/budgets).</remarks>
internal static class CanonicalTensors
{
    /// <summary>PyTorch's module of the recurrent layers, unless <see cref="ModelFileOptions"/> say otherwise.</summary>
    public const string RecurrentModule = "rnn";

    /// <summary>The module of the learned vectors.</summary>
    public const string EmbeddingModule = "embedding";

    /// <summary>The module of the output layer.</summary>
    public const string HeadModule = "head";

    /// <summary>The tensors of a shape in file order, with the default names.</summary>
    public static ImmutableArray<CanonicalTensor> Of(ModelShape shape) => Of(shape, ModelFileOptions.Default);

    /// <summary>The tensors of a shape in file order.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="options">How modules are called.</param>
    public static ImmutableArray<CanonicalTensor> Of(ModelShape shape, ModelFileOptions options)
    {
        ImmutableArray<CanonicalTensor>.Builder tensors = ImmutableArray.CreateBuilder<CanonicalTensor>();
        if (shape.Parameters.Any(p => p.Module.Length > 0))
        {
            foreach (ImmutableArray<ParameterInfo> node in Grouped(shape.Parameters, (a, b) => a.Module == b.Module))
            {
                AddNode(tensors, node);
            }

            return tensors.DrainToImmutable();
        }

        foreach (ParameterInfo vectors in OfKind(shape.Parameters, ParameterKind.Embedding))
        {
            tensors.Add(Embedding(vectors, Name(options.EmbeddingModule, "weight")));
        }

        AddRecurrent(tensors, shape.Parameters.RemoveAll(p => !p.IsRecurrent), isOwn: shape.Cell is null, options.RecurrentModule);
        foreach (ParameterInfo weights in OfKind(shape.Parameters, ParameterKind.Head))
        {
            tensors.Add(Matrix(Name(options.HeadModule, "weight"), [weights]));
        }

        foreach (ParameterInfo bias in OfKind(shape.Parameters, ParameterKind.HeadBias))
        {
            tensors.Add(Vector(Name(options.HeadModule, "bias"), bias.Columns, [new CanonicalSlot(bias, null)]));
        }

        return tensors.DrainToImmutable();
    }

    /// <summary>Adds the tensors of the recurrent layers: of a cell of the catalogue stacked as PyTorch has them, of the user's own each parameter by itself.</summary>
    private static void AddRecurrent(ImmutableArray<CanonicalTensor>.Builder tensors, ImmutableArray<ParameterInfo> parameters, bool isOwn, string module)
    {
        if (isOwn)
        {
            foreach (ParameterInfo parameter in parameters)
            {
                tensors.Add(Own(parameter, Name(module, parameter.EquationName + Suffix(parameter))));
            }

            return;
        }

        foreach (ImmutableArray<ParameterInfo> layer in Grouped(parameters, (a, b) => a.Layer == b.Layer && a.IsReverse == b.IsReverse))
        {
            tensors.AddRange(Layer(layer, Suffix(layer[0]), module));
        }
    }

    /// <summary>Adds the tensors of a node of a network: stacked as PyTorch's module of a layer, or each parameter by itself.</summary>
    private static void AddNode(ImmutableArray<CanonicalTensor>.Builder tensors, ImmutableArray<ParameterInfo> parameters)
    {
        if (parameters[0].FileName is null)
        {
            foreach (ImmutableArray<ParameterInfo> direction in Grouped(parameters, (a, b) => a.IsReverse == b.IsReverse))
            {
                tensors.AddRange(Layer(direction, $"_l0{Direction(direction[0])}", parameters[0].Module));
            }

            return;
        }

        foreach (ParameterInfo parameter in parameters)
        {
            tensors.Add(parameter.Kind == ParameterKind.Embedding ? Embedding(parameter, parameter.FileName!) : Own(parameter, parameter.FileName!));
        }
    }

    /// <summary>Parameters that belong together, groups in the order of their first ones.</summary>
    private static List<ImmutableArray<ParameterInfo>> Grouped(ImmutableArray<ParameterInfo> parameters, Func<ParameterInfo, ParameterInfo, bool> together)
    {
        List<ImmutableArray<ParameterInfo>> groups = [];
        while (parameters.Length > 0)
        {
            ParameterInfo first = parameters[0];
            groups.Add(parameters.RemoveAll(p => !together(first, p)));
            parameters = parameters.RemoveAll(p => together(first, p));
        }

        return groups;
    }

    /// <summary>What PyTorch appends to the names of the tensors of a layer and direction.</summary>
    private static string Suffix(ParameterInfo parameter) => $"_l{parameter.Layer}{Direction(parameter)}";

    private static string Direction(ParameterInfo parameter) => parameter.IsReverse ? "_reverse" : "";

    /// <summary>A parameter of a cell of the user's own, by its name in the equations: no module of PyTorch stacks them.</summary>
    private static CanonicalTensor Own(ParameterInfo parameter, string name) => parameter.Kind is ParameterKind.Input or ParameterKind.Recurrent
        ? Matrix(name, [parameter]) is var matrix && parameter.Kernel > 0
            ? matrix with { Dimensions = [parameter.Columns, parameter.Rows / parameter.Kernel, parameter.Kernel] }
            : matrix
        : Vector(name, parameter.Columns, [new CanonicalSlot(parameter, null)]);

    /// <summary>The four tensors of one layer and direction.</summary>
    private static ImmutableArray<CanonicalTensor> Layer(ImmutableArray<ParameterInfo> parameters, string suffix, string module)
    {
        ImmutableArray<ParameterInfo> input = OfKind(parameters, ParameterKind.Input), recurrent = OfKind(parameters, ParameterKind.Recurrent);
        ImmutableArray<ParameterInfo> biases = OfKind(parameters, ParameterKind.Bias);
        int hidden = recurrent[0].Columns;
        return
        [
            Matrix(Name(module, $"weight_ih{suffix}"), input),
            Matrix(Name(module, $"weight_hh{suffix}"), recurrent),
            Vector(Name(module, $"bias_ih{suffix}"), hidden, ImmutableArray.CreateRange(input, w => new CanonicalSlot(Named(biases, "b_" + Gate(w)), null))),
            Vector(Name(module, $"bias_hh{suffix}"), hidden, ImmutableArray.CreateRange(recurrent, u => RecurrentBias(biases, Gate(u)))),
        ];
    }

    private static string Name(string module, string tensor) => module.Length == 0 ? tensor : $"{module}.{tensor}";

    private static ImmutableArray<ParameterInfo> OfKind(ImmutableArray<ParameterInfo> parameters, ParameterKind kind) =>
        parameters.RemoveAll(p => p.Kind != kind);

    /// <summary>What stands after the underscore: <c>W_r</c> belongs to gate r.</summary>
    private static string Gate(ParameterInfo weights) => weights.EquationName[(weights.EquationName.IndexOf('_', StringComparison.Ordinal) + 1)..];

    private static ParameterInfo? Named(ImmutableArray<ParameterInfo> biases, string name) => biases.FirstOrDefault(b => b.EquationName == name);

    private static CanonicalSlot RecurrentBias(ImmutableArray<ParameterInfo> biases, string gate) =>
        Named(biases, "b_h" + gate) is { } own ? new(own, null) : new(null, Named(biases, "b_" + gate));

    private static CanonicalTensor Embedding(ParameterInfo vectors, string name) =>
        new(name, [vectors.Rows, vectors.Columns], [new CanonicalSlot(vectors, null)], RowsAreInputs: true);

    private static CanonicalTensor Matrix(string name, ImmutableArray<ParameterInfo> stacked) =>
        new(name, [stacked.Aggregate(0, (rows, p) => checked(rows + p.Columns)), stacked[0].Rows], ImmutableArray.CreateRange(stacked, p => new CanonicalSlot(p, null)));

    private static CanonicalTensor Vector(string name, int outputs, ImmutableArray<CanonicalSlot> slots) =>
        new(name, [outputs * slots.Length], slots);
}
