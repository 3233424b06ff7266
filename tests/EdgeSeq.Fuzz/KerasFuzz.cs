namespace EdgeSeq.Fuzz;

/// <summary>Files of Keras. Most damage of a HDF5 file is a place that lies elsewhere; damage of few bytes in place gets past the rest.</summary>
internal sealed class KerasFuzz : FuzzFormat
{
    public KerasFuzz() => GoodFiles = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Keras")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    public override string Name => "keras";

    public override IReadOnlyList<byte[]> GoodFiles { get; }

    public override int BytesPerByte => 4;

    public override void Read(byte[] file) => ImportFuzz.ReadWhole(file);

    public override byte[] Damage(byte[] file, Mutator mutator) => mutator.Random.NextInt32(4) == 0 ? mutator.Mutate(file) : mutator.Overwrite(file);
}
