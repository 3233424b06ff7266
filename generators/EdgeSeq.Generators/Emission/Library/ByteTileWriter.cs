using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Tiling;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>
/// Register tiles of a product of bytes: whole sums of some rows and blocks stay in registers while k runs, four inputs at a time, and are then scaled onto C. The twin
/// of <see cref="TileWriter"/>; sums are exact, so no tile can change a bit.
/// </summary>
internal static class ByteTileWriter
{
    private const string Operands =
        "ref int a, nint aRow, ref float steps, ref float b, nint bStep, ref float scales, nuint corrections, ref float c, nint cRow, nint cColumn";

    private const string Arguments = "ref a, aRow, ref steps, ref b, bStep, ref scales, corrections, ref c, cRow, cColumn";

    public static void Write(SourceWriter writer, Dialect dialect, StateFormat states)
    {
        WriteTiles(writer, dialect);
        foreach (int columns in dialect.TileColumns)
        {
            WriteColumns(writer, dialect, columns);
            foreach (int rows in ProductTiling.ByteRows(dialect, columns))
            {
                WriteTile(writer, dialect, states, rows, columns);
            }
        }
    }

    private static void WriteTiles(SourceWriter writer, Dialect dialect)
    {
        int widest = dialect.TileColumns[0];
        writer.WriteLine();
        using (writer.OpenBlock($"private static void Tiles(int rows, int columns, int depth, {Operands})"))
        using (writer.OpenBlock("while (columns > 0)"))
        {
            writer.WriteLine(ProductTiling.Halved(widest) is { } halved
                ? $"int width = columns == {halved} ? {halved / 2} : Math.Min(columns, {widest});"
                : $"int width = Math.Min(columns, {widest});");
            using (writer.OpenBlock("switch (width)"))
            {
                foreach (int columns in dialect.TileColumns)
                {
                    writer.WriteLine($"""
                        case {columns}:
                            Columns{columns}(rows, depth, {Arguments});
                            break;
                        """);
                }
            }

            writer.WriteLine("""
                b = ref Unsafe.Add(ref b, 16 * width);
                scales = ref Unsafe.Add(ref scales, 16 * width);
                c = ref Unsafe.Add(ref c, width * cColumn);
                columns -= width;
                """);
        }
    }

    private static void WriteColumns(SourceWriter writer, Dialect dialect, int columns)
    {
        writer.WriteLine();
        using (writer.OpenBlock($"private static void Columns{columns}(int rows, int depth, {Operands})"))
        {
            foreach (int rows in ProductTiling.ByteRows(dialect, columns))
            {
                using (writer.OpenBlock($"while (rows >= {rows}{(ProductTiling.Halved(rows) is { } halved ? $" && rows != {halved}" : "")})"))
                {
                    writer.WriteLine($"""
                        Tile{rows}x{columns}(depth, {Arguments});
                        a = ref Unsafe.Add(ref a, {rows} * aRow);
                        steps = ref Unsafe.Add(ref steps, {rows});
                        c = ref Unsafe.Add(ref c, {rows} * cRow);
                        rows -= {rows};
                        """);
                }
            }
        }
    }

    private static void WriteTile(SourceWriter writer, Dialect dialect, StateFormat states, int rows, int columns)
    {
        DotWords dot = dialect.Dot;
        int[] vectors = [.. Enumerable.Range(0, columns * dialect.VectorsPerBlock)];
        writer.WriteLine();
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock($"private static void Tile{rows}x{columns}(int depth, {Operands})"))
        {
            foreach (int v in vectors)
            {
                string first = dot.Offset == 0 ? $"{dialect.Vector}<int>.Zero" : $"{KernelText.Load(dialect, "scales", At("corrections", v * dialect.Width))}.AsInt32()";
                writer.WriteLine($"var s0_{v} = {first};");
                writer.WriteLines(Enumerable.Range(1, rows - 1).Select(row => $"var s{row}_{v} = s0_{v};"));
            }

            if (dot.Constant.Length > 0)
            {
                writer.WriteLine(dot.Constant);
            }

            for (int digit = 0; digit < states.Digits; digit++)
            {
                if (digit > 0)
                {
                    writer.WriteLine();
                    writer.WriteLines(Enumerable.Range(0, rows).SelectMany(row => vectors.Select(v => $"s{row}_{v} <<= {StateFormat.DigitBits};")));
                    writer.WriteLine($"a = ref Unsafe.Add(ref a, aRow / {states.Digits} - depth);");
                    writer.WriteLine("b = ref Unsafe.Add(ref b, -depth * bStep);");
                }

                using (writer.OpenBlock("for (int k = 0; k < depth; k++)"))
                {
                    writer.WriteLines(vectors.SelectMany(v => Loads(dialect, v)));
                    for (int row = 0; row < rows; row++)
                    {
                        writer.WriteLine($"var x{row} = {string.Format(dot.Operand, Row("a", row, "aRow"))};");
                        WriteStages(writer, dot, row, vectors.Length);
                    }

                    writer.WriteLine("a = ref Unsafe.Add(ref a, 1);");
                    writer.WriteLine("b = ref Unsafe.Add(ref b, bStep);");
                }
            }

            for (int row = 0; row < rows; row++)
            {
                foreach (int v in vectors)
                {
                    string scale = $"{KernelText.Load(dialect, "scales", $"{v * dialect.Width}")} * {dialect.Vector}.Create({KernelText.At("steps", row)})";
                    string sum = Sum(dialect, row, v);
                    string scaled = string.Format(dialect.Fma, $"{dialect.Vector}.ConvertToSingle(s{row}_{v})", scale, $"{dialect.Vector}.LoadUnsafe(ref {sum})");
                    writer.WriteLine($"({scaled}).StoreUnsafe(ref {sum});");
                }
            }
        }
    }

    /// <summary>The weights of a vector, which all rows of the tile read.</summary>
    private static IEnumerable<string> Loads(Dialect dialect, int vector) => dialect.Dot.Loads.Length > 0
        ? dialect.Dot.Loads.Select(load => string.Format(load, $"w{vector}_", "b", vector * dialect.Width))
        : [$"var w{vector}_ = {KernelText.Load(dialect, "b", $"{vector * dialect.Width}")};"];

    private static void WriteStages(SourceWriter writer, DotWords dot, int row, int vectors)
    {
        for (int first = 0; first < vectors; first += dot.Together)
        {
            foreach (string stage in dot.Stages)
            {
                writer.WriteLines(Enumerable.Range(first, Math.Min(dot.Together, vectors - first)).Select(v => string.Format(stage, $"s{row}_{v}", $"x{row}", $"w{v}_", $"p{row}_{v}_")));
            }
        }
    }

    private static string Sum(Dialect dialect, int row, int vector)
    {
        string place = string.Join(" + ", new[]
        {
            row == 0 ? "" : $"{row} * cRow",
            vector < dialect.VectorsPerBlock ? "" : $"{vector / dialect.VectorsPerBlock} * cColumn",
            vector % dialect.VectorsPerBlock == 0 ? "" : $"{vector % dialect.VectorsPerBlock * dialect.Width}",
        }.Where(term => term.Length > 0));
        return place.Length == 0 ? "c" : $"Unsafe.Add(ref c, {place})";
    }

    private static string Row(string reference, int row, string stride) => row == 0 ? reference : $"Unsafe.Add(ref {reference}, {row} * {stride})";

    private static string At(string index, int lane) => lane == 0 ? index : $"{index} + {lane}";
}
