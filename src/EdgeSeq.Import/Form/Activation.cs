using System.Globalization;

namespace EdgeSeq.Import.Form;

/// <summary>A function of each unit, in the language of equations.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Text">Such as <c>tanh({0})</c>, <c>{0}</c> for the argument.</param>
internal sealed record Activation(string Name, string Text)
{
    public static Activation Linear { get; } = new("linear", "{0}");

    public static Activation Tanh { get; } = new("tanh", "tanh({0})");

    public static Activation Sigmoid { get; } = new("sigmoid", "sigmoid({0})");

    public static Activation Relu { get; } = new("relu", "relu({0})");

    /// <summary>PyTorch's, and of Keras 3: x / 6 + 1 / 2 between 0 and 1.</summary>
    public static Activation HardSigmoid { get; } = new("hard_sigmoid", "hard_sigmoid({0})");

    /// <summary>Of Keras 1 and 2, and ONNX's default: x / 5 + 1 / 2 between 0 and 1.</summary>
    public static Activation HardSigmoidOfKeras2 { get; } = HardSigmoidOf(0.2, 0.5);

    /// <summary>slope x + middle between 0 and 1.</summary>
    public static Activation HardSigmoidOf(double slope, double middle) => new("hard_sigmoid_of", $"clip({Number(slope)} * {{0}} + {Number(middle)}, 0, 1)");

    /// <summary>x where it is above 0, else a part of it.</summary>
    public static Activation LeakyRelu(double slope) => new("leaky_relu", $"leaky_relu({{0}}, {Number(slope)})");

    /// <summary>Those that PyTorch and Keras name alike and that have no parameters; null for another.</summary>
    /// <param name="name">In any case, with or without underscores.</param>
    public static Activation? Find(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "LINEAR" or "IDENTITY" or "" => Linear,
        "TANH" => Tanh,
        "SIGMOID" => Sigmoid,
        "RELU" => Relu,
        "RELU6" => new("relu6", "clip({0}, 0, 6)"),
        "ELU" => new("elu", "elu({0})"),
        "SELU" => new("selu", "selu({0})"),
        "SILU" or "SWISH" => new("silu", "silu({0})"),
        "SOFTPLUS" => new("softplus", "softplus({0})"),
        "SOFTSIGN" => new("softsign", "softsign({0})"),
        "HARDTANH" => new("hard_tanh", "hard_tanh({0})"),
        "EXPONENTIAL" or "EXP" => new("exp", "exp({0})"),
        _ => null,
    };

    /// <summary>The function of an argument.</summary>
    public string Of(string argument) =>
        Text.Replace("{0}", argument.Contains(' ', StringComparison.Ordinal) && !Text.Contains("({0}", StringComparison.Ordinal) ? $"({argument})" : argument, StringComparison.Ordinal);

    /// <summary>A number as equations have them, without loss.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
