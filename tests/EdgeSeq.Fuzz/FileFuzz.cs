namespace EdgeSeq.Fuzz;

/// <summary>Files of other tools that are no text. Most damage is a place that lies elsewhere; damage of few bytes in place gets past the rest.</summary>
/// <param name="name">Of the tool.</param>
/// <param name="folder">Under FuzzFiles beside the program, apart from files that a test project brings along: good files of it.</param>
internal sealed class FileFuzz(string name, string folder) : FuzzFormat
{
    public override string Name => name;

    public override IReadOnlyList<byte[]> GoodFiles { get; } = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "FuzzFiles", folder)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    public override int BytesPerByte => 4;

    public override void Read(byte[] file) => ImportFuzz.ReadWhole(file);

    public override byte[] Damage(byte[] file, Mutator mutator) => mutator.Random.NextInt32(4) == 0 ? mutator.Mutate(file) : mutator.Overwrite(file);
}
