using System.Globalization;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Onnx.Networks;

namespace EdgeSeq.Targets.Tool.PyTorch;

/// <summary>The text of a module of PyTorch, and expressions of a network as lines of it.</summary>
/// <param name="sizes">Sizes of the tensors of the file by name: modules take theirs from there.</param>
/// <param name="names">What the nodes of a network are called; null for a stack.</param>
internal sealed class ModuleText(IReadOnlyDictionary<string, IReadOnlyList<long>> sizes, NodeNames? names)
{
    // Functions of equations whose names are others in PyTorch; {0} and {1} are the arguments.
    private static readonly Dictionary<string, string> s_functions = new(StringComparer.Ordinal)
    {
        ["abs"] = "torch.abs({0})",
        ["clip"] = "torch.clamp({0}, {1}, {2})",
        ["cos"] = "torch.cos({0})",
        ["elu"] = "F.elu({0})",
        ["exp"] = "torch.exp({0})",
        ["gelu"] = "F.gelu({0})",
        ["hard_sigmoid"] = "F.hardsigmoid({0})",
        ["hard_tanh"] = "F.hardtanh({0})",
        ["leaky_relu"] = "F.leaky_relu({0}, {1})",
        ["log"] = "torch.log({0})",
        ["relu"] = "F.relu({0})",
        ["selu"] = "F.selu({0})",
        ["sigmoid"] = "torch.sigmoid({0})",
        ["silu"] = "F.silu({0})",
        ["sin"] = "torch.sin({0})",
        ["softplus"] = "F.softplus({0}, threshold=80)",
        ["softsign"] = "F.softsign({0})",
        ["sqrt"] = "torch.sqrt({0})",
        ["tanh"] = "torch.tanh({0})",
        ["softmax"] = "torch.softmax({0}, -1)",
        ["logsoftmax"] = "torch.log_softmax({0}, -1)",
        ["dropout"] = "{0}",
        ["stride"] = "{0}[:, ::{1}]",
        ["last"] = "{0}[:, -1]",
        ["average"] = "{0}.mean(1)",
        ["highest"] = "{0}.amax(1)",
        ["attentionpool"] = "(torch.softmax({1}, 1) * {0}).sum(1)",
        ["sum"] = "{0}.sum(-1, keepdim=True)",
        ["mean"] = "{0}.mean(-1, keepdim=True)",
    };

    // Helpers by the name that calls begin with.
    private static readonly (string Call, string Text)[] s_helpers =
    [
        ("causal(", "def causal(convolution, x):\n    \"\"\"Sees the present and the past, which is zeros before the first step.\"\"\"\n    past = convolution.dilation[0] * (convolution.kernel_size[0] - 1)\n    return convolution(F.pad(x.transpose(1, 2), (past, 0))).transpose(1, 2)\n"),
        ("Affine(", "class Affine(nn.Module):\n    \"\"\"What batch norm is after training.\"\"\"\n\n    def __init__(self, size):\n        super().__init__()\n        self.weight, self.bias = nn.Parameter(torch.ones(size)), nn.Parameter(torch.zeros(size))\n\n    def forward(self, x):\n        return self.weight * x + self.bias\n"),
        ("RmsNorm(", "class RmsNorm(nn.Module):\n    def __init__(self, size):\n        super().__init__()\n        self.weight = nn.Parameter(torch.ones(size))\n\n    def forward(self, x):\n        return self.weight * x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-5)\n"),
    ];

    private readonly List<string> _modules = [], _lines = [], _functions = [];

    /// <summary>A function of the text's own, for every expression.</summary>
    public void Function(string name, IReadOnlyList<string> parameters, Expression value) =>
        _functions.Add($"def {name}_({string.Join(", ", parameters)}):\n    return {Translate(value)}\n");

    /// <summary>A number of the text's own.</summary>
    public void Constant(string name, double value) => _functions.Add($"{name} = {Number(value)}\n");

    /// <summary>A row of the network as a line.</summary>
    public void Line(string name, Expression value) => Line($"{name} = {Translate(value)}");

    /// <summary>A line of <c>forward</c>.</summary>
    public void Line(string text) => _lines.Add(text);

    /// <summary>A module, called as its tensors are.</summary>
    public void Module(string name, string constructor) => _modules.Add($"self.{name} = {constructor}");

    /// <summary>The sizes of a tensor.</summary>
    /// <exception cref="NotSupportedException">The file has none of this name: it is called after something else.</exception>
    public IReadOnlyList<long> SizeOf(string tensor) => sizes.GetValueOrDefault(tensor) ?? throw new NotSupportedException($"The file has no tensor {tensor}; write what computes it on a row of its own.");

    /// <summary>A recurrent module of a cell of the catalogue.</summary>
    /// <exception cref="NotSupportedException">PyTorch does not have it.</exception>
    public string Recurrent(string cell, string name, int layers)
    {
        string type = cell switch
        {
            "Lstm" => "LSTM",
            "GruResetAfter" => "GRU",
            "ElmanTanh" or "ElmanRelu" => "RNN",
            _ => throw new NotSupportedException($"PyTorch has no module of the cell {cell}."),
        };
        IReadOnlyList<long> input = SizeOf($"{name}.weight_ih_l0"), recurrent = SizeOf($"{name}.weight_hh_l0");
        string both = sizes.ContainsKey($"{name}.weight_ih_l0_reverse") ? ", bidirectional=True" : "";
        return $"nn.{type}({input[1]}, {recurrent[1]}{(layers > 1 ? $", num_layers={layers}" : "")}, batch_first=True{both}{(cell == "ElmanRelu" ? ", nonlinearity=\"relu\"" : "")})";
    }

    /// <summary>The whole file.</summary>
    /// <param name="title">What is said first.</param>
    public string ToFile(string title)
    {
        string body = string.Concat(_modules.Concat(_lines).Concat(_functions));
        IEnumerable<string> helpers = s_helpers.Where(helper => body.Contains(helper.Call, StringComparison.Ordinal)).Select(helper => helper.Text);
        return $$""""
            """{{title}}"""

            import torch
            from torch import nn
            from torch.nn import functional as F
            {{string.Concat(_functions.Concat(helpers).Select(text => $"\n\n{text}"))}}

            class Network(nn.Module):
                def __init__(self):
                    super().__init__()
                    {{string.Join("\n        ", _modules)}}

                def forward(self, x):
                    {{string.Join("\n        ", _lines)}}


            def load(path):
                from safetensors.torch import load_file

                network = Network()
                network.load_state_dict(load_file(path))
                return network.eval()

            """".ReplaceLineEndings("\n");
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private string Translate(Expression expression) => expression switch
    {
        Number number => Number(number.Value),
        Variable variable => variable.Name,
        Negation negation => $"-({Translate(negation.Operand)})",
        Binary binary => $"({Translate(binary.Left)} {binary.Operator} {Translate(binary.Right)})",
        Call { Function: "both", Arguments: [Call inBoth] } => Translate(inBoth),   // the tensors say the directions
        Call call => Translate(call),
        _ => throw new NotSupportedException($"{expression} has no counterpart in PyTorch."),
    };

    private string Translate(Call call)
    {
        string own = names?.Find(call) ?? "";
        string[] arguments = [.. call.Arguments.Select(Translate)];
        switch (call.Function)
        {
            case EquationParser.ListName:
                return $"torch.cat([{string.Join(", ", arguments)}], -1)";
            case "slice":
                return $"{arguments[0]}[..., {arguments[1]}:{arguments[1]} + {arguments[2]}]";
            case "dense" or "tied":
                IReadOnlyList<long> dense = SizeOf($"{own}.weight");
                Module(own, $"nn.Linear({dense[1]}, {dense[0]})");
                if (call.Function == "tied")
                {
                    _modules.Add($"self.{own}.weight = self.{arguments[1]}.weight");
                }

                return $"self.{own}({arguments[0]})";
            case "conv":
                IReadOnlyList<long> kernel = SizeOf($"{own}.weight");
                Module(own, $"nn.Conv1d({kernel[1]}, {kernel[0]}, {kernel[2]}{(arguments.Length > 3 ? $", dilation={arguments[3]}" : "")}{(arguments.Length > 4 ? $", stride={arguments[4]}" : "")})");
                return $"causal(self.{own}, {arguments[0]})";
            case "embed" when call.Arguments.Count == 3:
                throw new NotSupportedException($"{call}: tokens among numbers have no counterpart in the module.");
            case "embed":
                IReadOnlyList<long> vectors = SizeOf($"{own}.weight");
                Module(own, $"nn.Embedding({vectors[0]}, {vectors[1]})");
                return $"self.{own}({arguments[0]})";
            case "layernorm" or "batchnorm" or "rmsnorm":
                Module(own, $"{call.Function switch { "layernorm" => "nn.LayerNorm", "batchnorm" => "Affine", _ => "RmsNorm" }}({SizeOf($"{own}.weight")[0]})");
                return $"self.{own}({arguments[0]})";
            case "max" or "min":
                return arguments.Length == 1 ? $"{arguments[0]}.a{call.Function}(-1, keepdim=True)" : $"torch.{call.Function}imum({string.Join(", ", arguments.Select(Tensor))})";
            case "depthwise":
                IReadOnlyList<long> steps = SizeOf($"{own}.weight");
                Module(own, $"nn.Conv1d({steps[0]}, {steps[0]}, {steps[2]}, groups={steps[0]}{(arguments.Length > 2 ? $", dilation={arguments[2]}" : "")}{(arguments.Length > 3 ? $", stride={arguments[3]}" : "")})");
                return $"causal(self.{own}, {arguments[0]})";
            default:
                return char.IsAsciiLetterUpper(call.Function[0]) ? Recurrent()
                    : s_functions.TryGetValue(call.Function, out string? text) ? string.Format(CultureInfo.InvariantCulture, text, arguments)
                    : _functions.Exists(function => function.StartsWith($"def {call.Function}_(", StringComparison.Ordinal)) ? $"{call.Function}_({string.Join(", ", arguments)})"
                    : throw new NotSupportedException($"{call.Function} has no counterpart in PyTorch.");
        }

        string Recurrent()
        {
            Module(own, this.Recurrent(call.Function, own, 1));
            return $"self.{own}({arguments[0]})[0]";
        }
    }

    private static string Tensor(string argument) => double.TryParse(argument, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? $"torch.tensor({argument})" : argument;
}
