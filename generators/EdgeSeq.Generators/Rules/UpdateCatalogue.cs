namespace EdgeSeq.Generators.Rules;

/// <summary>Every optimiser update there is, what is done to gradients before it, and the average of weights after it. Each update leaves its gradients zero, ready for the next sum.</summary>
internal static class UpdateCatalogue
{
    public static IReadOnlyList<UpdateDefinition> All { get; } =
    [
        new(
            Name: "Clip",
            Source: "Clipping by value.",
            Arrays: ["gradient"],
            Scalars: ["limit"],
            Rows: """
                gradient' = min(limit, max(-limit, gradient))
                """),
        new(
            Name: "AddDecay",
            Source: "L2 regularisation, the gradient of decay / 2 |w|^2, as PyTorch's weight_decay; limited, since rules square it.",
            Arrays: ["gradient", "weight"],
            Scalars: ["scale", "decay", "limit"],
            Rows: """
                gradient' = min(limit, max(-limit, scale * gradient + decay * weight))
                """),
        new(
            Name: "Average",
            Source: "A running mean of weights: B. Polyak, A. Juditsky, 1992; P. Izmailov et al., UAI 2018.",
            Arrays: ["average", "weight"],
            Scalars: ["share"],
            Rows: """
                average' = average + share * (weight - average)
                """),
        new(
            Name: "Sgd",
            Source: "Momentum as in PyTorch's SGD: B. Polyak, 1964; I. Sutskever et al., ICML 2013.",
            Arrays: ["weight", "gradient", "velocity"],
            Scalars: ["scale", "rate", "momentum"],
            Rows: """
                velocity' = flush(momentum * velocity + scale * gradient)
                weight' = weight - rate * velocity'
                gradient' = 0
                """),
        new(
            Name: "Nesterov",
            Source: "Y. Nesterov, 1983, in the form of I. Sutskever et al., ICML 2013, as PyTorch's SGD.",
            Arrays: ["weight", "gradient", "velocity"],
            Scalars: ["scale", "rate", "momentum"],
            Rows: """
                g = scale * gradient
                velocity' = flush(momentum * velocity + g)
                weight' = weight - rate * (g + momentum * velocity')
                gradient' = 0
                """),
        new(
            Name: "RmsProp",
            Source: "T. Tieleman, G. Hinton, Lecture 6.5 (2012), in PyTorch's form.",
            Arrays: ["weight", "gradient", "square"],
            Scalars: ["scale", "rate", "smoothing", "epsilon"],
            Rows: """
                g = scale * gradient
                square' = flush(smoothing * square + (1 - smoothing) * (g * g))
                weight' = weight - rate * g / (sqrt(square') + epsilon)
                gradient' = 0
                """),
        new(
            Name: "Adam",
            Source: "D. Kingma, J. Ba, ICLR 2015; decoupled decay of I. Loshchilov, F. Hutter (AdamW), ICLR 2019.",
            Arrays: ["weight", "gradient", "mean", "square"],
            Scalars: ["scale", "rate", "beta1", "beta2", "correction1", "correction2", "epsilon", "decay"],
            Rows: """
                g = scale * gradient
                mean' = flush(beta1 * mean + (1 - beta1) * g)
                square' = flush(beta2 * square + (1 - beta2) * (g * g))
                kept = weight - rate * decay * weight
                weight' = kept - rate * correction1 * mean' / (sqrt(square') * correction2 + epsilon)
                gradient' = 0
                """),
        new(
            Name: "AmsGrad",
            Source: "S. Reddi, S. Kale, S. Kumar, ICLR 2018, in PyTorch's form: bias is corrected after the maximum.",
            Arrays: ["weight", "gradient", "mean", "square", "largest"],
            Scalars: ["scale", "rate", "beta1", "beta2", "correction1", "correction2", "epsilon", "decay"],
            Rows: """
                g = scale * gradient
                mean' = flush(beta1 * mean + (1 - beta1) * g)
                square' = flush(beta2 * square + (1 - beta2) * (g * g))
                largest' = max(largest, square')
                kept = weight - rate * decay * weight
                weight' = kept - rate * correction1 * mean' / (sqrt(largest') * correction2 + epsilon)
                gradient' = 0
                """),
    ];
}
