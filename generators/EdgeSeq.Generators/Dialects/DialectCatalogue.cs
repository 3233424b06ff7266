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
}
