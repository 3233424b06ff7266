using EdgeSeq.Generators.Declaration;

namespace EdgeSeq.Generators.Dialects;

/// <summary>Every instruction set there is, best first: the first supported one runs. The one place to add one.</summary>
internal static class DialectCatalogue
{
    public static IReadOnlyList<Dialect> All { get; } =
    [
        Avx512Dialect.Definition,
        Avx2Dialect.Definition,
        NeonDialect.Definition,
        PortableDialect.Definition,
    ];

    /// <summary>Those that kernels with weights of 8 bits are written for: some processors have a product of bytes that others of their kind lack.</summary>
    public static IReadOnlyList<Dialect> Int8 { get; } =
    [
        Avx512Dialect.Definition,
        Avx2Dialect.WithVnni,
        Avx2Dialect.Definition,
        NeonDialect.WithDot,
        NeonDialect.Definition,
        PortableDialect.Definition,
    ];

    /// <summary>Those that a model is written for.</summary>
    public static IReadOnlyList<Dialect> Of(ModelSpec spec)
    {
        IReadOnlyList<Dialect> dialects = spec.Weights == WeightKind.Int8 ? Int8 : All;
        return spec.InstructionSets.Count == 0 ? dialects : [.. dialects.Where(dialect => spec.InstructionSets.Contains((dialect.Base ?? dialect).Name))];
    }
}
