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

    /// <summary>Those of a model.</summary>
    public static IReadOnlyList<Dialect> Of(WeightKind weights) => weights == WeightKind.Int8 ? Int8 : All;
}
