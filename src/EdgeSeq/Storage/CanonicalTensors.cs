using System.Collections.Immutable;
using EdgeSeq.Shapes;

namespace EdgeSeq.Storage;

/// <summary>
/// How the parameters of a shape map to the tensors of a file, by one rule for all cells: W_* stacked in the order of the
/// shape are <c>weight_ih</c>, U_* are <c>weight_hh</c>; <c>b_x</c> goes beside W_x to <c>bias_ih</c>, <c>b_hx</c> beside
/// U_x to <c>bias_hh</c>. PyTorch has two biases for every gate; where a cell has one, the other is written as zeros.
/// </summary>
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
    public static ImmutableArray<CanonicalTensor> Of(ModelShape shape, ModelFileOptions options) => shape.Parameters.Any(p => p.Module.Length > 0)
        ? [.. shape.Parameters.GroupBy(p => p.Module).SelectMany(node => OfNode([.. node]))]
        :
    [
        .. OfKind(shape.Parameters, ParameterKind.Embedding).Select(e => new CanonicalTensor(
            Name(options.EmbeddingModule, "weight"), [e.Rows, e.Columns], [new CanonicalSlot(e, null)], RowsAreInputs: true)),
        .. shape.Cell is null
            ? shape.Parameters.Where(p => p.IsRecurrent).Select(p => Own(p, Name(options.RecurrentModule, p.EquationName + Suffix(p))))
            : shape.Parameters.Where(p => p.IsRecurrent).GroupBy(Suffix).SelectMany(layer => Layer([.. layer], layer.Key, options.RecurrentModule)),
        .. OfKind(shape.Parameters, ParameterKind.Head).Select(w => Matrix(Name(options.HeadModule, "weight"), [w])),
        .. OfKind(shape.Parameters, ParameterKind.HeadBias).Select(b => Vector(Name(options.HeadModule, "bias"), b.Columns, [new CanonicalSlot(b, null)])),
    ];

    /// <summary>The tensors of a node of a network: stacked as PyTorch's module of a layer, or each parameter by itself.</summary>
    private static IEnumerable<CanonicalTensor> OfNode(ImmutableArray<ParameterInfo> parameters) => parameters[0].FileName is null
        ? parameters.GroupBy(p => p.IsReverse).SelectMany(direction => Layer([.. direction], $"_l0{(direction.Key ? "_reverse" : "")}", parameters[0].Module))
        : parameters.Select(p => p.Kind == ParameterKind.Embedding
            ? new CanonicalTensor(p.FileName!, [p.Rows, p.Columns], [new CanonicalSlot(p, null)], RowsAreInputs: true)
            : Own(p, p.FileName!));

    /// <summary>What PyTorch appends to the names of the tensors of a layer and direction.</summary>
    private static string Suffix(ParameterInfo parameter) => $"_l{parameter.Layer}{(parameter.IsReverse ? "_reverse" : "")}";

    /// <summary>A parameter of a cell of the user's own, by its name in the equations: no module of PyTorch stacks them.</summary>
    private static CanonicalTensor Own(ParameterInfo parameter, string name) => parameter.Kind is ParameterKind.Input or ParameterKind.Recurrent
        ? Matrix(name, [parameter]) is var matrix && parameter.Kernel > 0
            ? matrix with { Dimensions = [parameter.Columns, parameter.Rows / parameter.Kernel, parameter.Kernel] }
            : matrix
        : Vector(name, parameter.Columns, [new CanonicalSlot(parameter, null)]);

    /// <summary>The four tensors of one layer and direction.</summary>
    private static IEnumerable<CanonicalTensor> Layer(ImmutableArray<ParameterInfo> parameters, string suffix, string module)
    {
        ImmutableArray<ParameterInfo> input = OfKind(parameters, ParameterKind.Input), recurrent = OfKind(parameters, ParameterKind.Recurrent);
        ImmutableArray<ParameterInfo> biases = OfKind(parameters, ParameterKind.Bias);
        int hidden = recurrent[0].Columns;
        return
        [
            Matrix(Name(module, $"weight_ih{suffix}"), input),
            Matrix(Name(module, $"weight_hh{suffix}"), recurrent),
            Vector(Name(module, $"bias_ih{suffix}"), hidden, [.. input.Select(w => new CanonicalSlot(Named(biases, "b_" + Gate(w)), null))]),
            Vector(Name(module, $"bias_hh{suffix}"), hidden, [.. recurrent.Select(u => RecurrentBias(biases, Gate(u)))]),
        ];
    }

    private static string Name(string module, string tensor) => module.Length == 0 ? tensor : $"{module}.{tensor}";

    private static ImmutableArray<ParameterInfo> OfKind(ImmutableArray<ParameterInfo> parameters, ParameterKind kind) =>
        [.. parameters.Where(p => p.Kind == kind)];

    /// <summary>What stands after the underscore: <c>W_r</c> belongs to gate r.</summary>
    private static string Gate(ParameterInfo weights) => weights.EquationName[(weights.EquationName.IndexOf('_', StringComparison.Ordinal) + 1)..];

    private static ParameterInfo? Named(ImmutableArray<ParameterInfo> biases, string name) => biases.FirstOrDefault(b => b.EquationName == name);

    private static CanonicalSlot RecurrentBias(ImmutableArray<ParameterInfo> biases, string gate) =>
        Named(biases, "b_h" + gate) is { } own ? new(own, null) : new(null, Named(biases, "b_" + gate));

    private static CanonicalTensor Matrix(string name, ImmutableArray<ParameterInfo> stacked) =>
        new(name, [stacked.Sum(p => p.Columns), stacked[0].Rows], [.. stacked.Select(p => new CanonicalSlot(p, null))]);

    private static CanonicalTensor Vector(string name, int outputs, ImmutableArray<CanonicalSlot> slots) =>
        new(name, [outputs * slots.Length], slots);
}
