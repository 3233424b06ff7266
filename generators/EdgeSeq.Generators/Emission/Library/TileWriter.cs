using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Planning;
using EdgeSeq.Generators.Tiling;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>
/// Register tiles of the matrix product <c>C += A B</c>: rows x columns sums stay in registers while k runs, chain after chain. Each sum is
/// one lane, fused and in ascending k of its chain, so neither the tile nor the vector width can change a bit.
/// </summary>
internal static class TileWriter
{
    /// <summary>Rows that one base register reaches with the addressing modes of x64 and AArch64.</summary>
    private const int RowsPerBase = 4;

    public static SourceText Emit(Dialect dialect)
    {
        var writer = new SourceWriter();
        FileHeader.Write(writer, $"register tiles of EdgeSeq.dll for {dialect.Title}.", "EdgeSeq.Numerics");
        using (writer.OpenBlock($"public static partial class {dialect.Kernels}"))
        {
            WriteAll(writer, dialect);
            WriteSingleRow(writer, dialect);
            foreach (int columns in dialect.TileColumns)
            {
                WriteColumns(writer, dialect, columns);
            }

            foreach ((int rows, int columns) in ProductTiling.Sizes(dialect))
            {
                WriteTile(writer, dialect, rows, columns);
            }
        }

        return writer.ToSourceText();
    }

    private static void WriteAll(SourceWriter writer, Dialect dialect)
    {
        writer.WriteLine("""

            /// <summary>
            /// C += A B. Element (i, k) of A is <c>a[i * aRow + k * aStep]</c>; lane j of column block v of B is
            /// <c>b[k * bStep + v * bColumn + j]</c>; of C <c>c[i * cRow + v * cColumn + j]</c>. k goes on in the next of the
            /// <paramref name="runs"/>, which begin <paramref name="aRun"/> and <paramref name="bRun"/> after one another.
            /// The first of the <paramref name="chains"/> of a sum starts from C, the others are added to it in their order.
            """);
        if (dialect.Prefetches)
        {
            writer.WriteLine("""/// While it runs it asks, evenly, for what is read next: it begins at <paramref name="later"/> and is <paramref name="share"/> times as much as B.""");
        }

        writer.WriteLine("/// </summary>");
        using (writer.OpenBlock($"private static void Tiles(int rows, int columns, int chains, int runs, int depth, {Operands}{LaterOperand(dialect)})"))
        {
            using (writer.OpenBlock("if (rows == 1)"))
            {
                writer.WriteLine("SingleRow(columns, chains, runs, depth, ref a, aStep, aRun, ref b, bStep, bRun, bColumn, ref c, cColumn);");
                writer.WriteLine("return;");
            }

            writer.WriteLine();
            int widest = dialect.TileColumns[0];
            using (writer.OpenBlock("while (columns > 0)"))
            {
                writer.WriteLine(ProductTiling.Halved(widest) is { } halved
                    ? $"int width = columns == {halved} ? {halved / 2} : Math.Min(columns, {widest});   // {halved} = {halved / 2} + {halved / 2} keeps more sums in flight than {widest} + {halved - widest}"
                    : $"int width = Math.Min(columns, {widest});");
                using (writer.OpenBlock("switch (width)"))
                {
                    foreach (int columns in dialect.TileColumns)
                    {
                        writer.WriteLine($"case {columns}:");
                        writer.WriteLine($"    Columns{columns}(rows, chains, runs, depth, {Arguments}{LaterArgument(dialect)});");
                        writer.WriteLine("    break;");
                    }
                }

                if (dialect.Prefetches)
                {
                    writer.WriteLine($"later = ref Unsafe.Add(ref later, share * {MatrixGroup.BlockSize} * width * runs * depth);");
                }

                writer.WriteLine("""
                    b = ref Unsafe.Add(ref b, width * bColumn);
                    c = ref Unsafe.Add(ref c, width * cColumn);
                    columns -= width;
                    """);
            }
        }
    }

    private static void WriteColumns(SourceWriter writer, Dialect dialect, int columns)
    {
        writer.WriteLine();
        using (writer.OpenBlock($"private static void Columns{columns}(int rows, int chains, int runs, int depth, {Operands}{LaterOperand(dialect)})"))
        {
            if (dialect.Prefetches)
            {
                writer.WriteLine($"nint pace = share * {MatrixGroup.BlockSize * columns} / Math.Max(1, rows / {dialect.TileRows[0]});");
            }

            foreach (int rows in dialect.TileRows)
            {
                string keyword = rows > 1 ? "while" : "if";
                string condition = $"rows >= {rows}{(ProductTiling.Halved(rows) is { } halved ? $" && rows != {halved}" : "")}";
                using (writer.OpenBlock($"{keyword} ({condition})"))
                {
                    if (Prefetches(dialect, rows))
                    {
                        WritePrefetch(writer, rows, columns);
                        writer.WriteLine($"Tile{rows}x{columns}(chains, runs, depth, {Arguments}, ref later, pace);");
                        writer.WriteLine("later = ref Unsafe.Add(ref later, pace * runs * depth);");
                    }
                    else
                    {
                        writer.WriteLine($"Tile{rows}x{columns}(chains, runs, depth, {Arguments});");
                    }

                    if (rows > 1)
                    {
                        writer.WriteLine($"""
                            a = ref Unsafe.Add(ref a, {rows} * aRow);
                            c = ref Unsafe.Add(ref c, {rows} * cRow);
                            rows -= {rows};
                            """);
                    }
                }
            }
        }
    }

    /// <summary>
    /// Asks for the sums of the next tile. Gradients of large weights are not in the nearer caches, and a tile that is the first to ask for
    /// its own waits for all of them at once.
    /// </summary>
    private static void WritePrefetch(SourceWriter writer, int rows, int columns) => writer.WriteLine($$"""
        for (int next = {{rows}}; rows >= {{2 * rows}} && next < {{2 * rows}}; next++)
        {
            for (int column = 0; column < {{columns}}; column++)
            {
                KernelMemory.Prefetch(ref Unsafe.Add(ref c, next * cRow + column * cColumn));
            }
        }

        """);

    private static void WriteSingleRow(SourceWriter writer, Dialect dialect)
    {
        writer.WriteLine();
        using (writer.OpenBlock("private static void SingleRow(int columns, int chains, int runs, int depth, ref float a, nint aStep, nint aRun, ref float b, nint bStep, nint bRun, nint bColumn, ref float c, nint cColumn)"))
        {
            foreach (int columns in dialect.SingleRowColumns)
            {
                string keyword = columns == dialect.SingleRowColumns[0] ? "while" : "if";
                using (writer.OpenBlock($"{keyword} (columns >= {columns})"))
                {
                    writer.WriteLine($"""
                        Tile1x{columns}(chains, runs, depth, ref a, 0, aStep, aRun, ref b, bStep, bRun, bColumn, ref c, 0, cColumn);
                        b = ref Unsafe.Add(ref b, {columns} * bColumn);
                        c = ref Unsafe.Add(ref c, {columns} * cColumn);
                        columns -= {columns};
                        """);
                }
            }
        }
    }

    private const string Operands =
        "ref float a, nint aRow, nint aStep, nint aRun, ref float b, nint bStep, nint bRun, nint bColumn, ref float c, nint cRow, nint cColumn";

    private const string Arguments = "ref a, aRow, aStep, aRun, ref b, bStep, bRun, bColumn, ref c, cRow, cColumn";

    private static string LaterOperand(Dialect dialect) => dialect.Prefetches ? ", ref float later, nint share" : "";

    private static string LaterArgument(Dialect dialect) => dialect.Prefetches ? ", ref later, share" : "";

    /// <summary>
    /// Whether a tile asks for what will be read later, evenly while it runs: memory has no more to give at once. Only the largest has the time.
    /// </summary>
    private static bool Prefetches(Dialect dialect, int rows) => dialect.Prefetches && rows == dialect.TileRows[0];

    private static void WriteTile(SourceWriter writer, Dialect dialect, int rows, int columns)
    {
        int vectors = columns * dialect.VectorsPerBlock;
        (string Name, string Place)[] sums = [.. Enumerable.Range(0, rows).SelectMany(row =>
            Enumerable.Range(0, vectors).Select(vector => ($"c{row}_{vector}", Sum(dialect, row, vector))))];
        writer.WriteLine();
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock($"private static void Tile{rows}x{columns}(int chains, int runs, int depth, {Operands}{(Prefetches(dialect, rows) ? ", ref float later, nint pace" : "")})"))
        {
            writer.WriteLines(sums.Select(sum => $"var {sum.Name} = {dialect.Vector}.LoadUnsafe(ref {sum.Place});"));
            if (rows > 2)
            {
                writer.WriteLine("nint aRow2 = 2 * aRow, aRow3 = 3 * aRow;");
            }

            foreach (int chains in rows == 1 ? ProductTiling.ChainsSideBySide(dialect, columns) : [])
            {
                using (writer.OpenBlock($"if (chains == {chains})"))
                {
                    WriteSideBySide(writer, dialect, vectors, chains);
                    writer.WriteLines(sums.Select(sum => $"{sum.Name}.StoreUnsafe(ref {sum.Place});"));
                    writer.WriteLine("return;");
                }

                writer.WriteLine();
            }

            writer.WriteLine("nint aNext = chains * aStep, bNext = chains * bStep;");
            using (writer.OpenBlock("for (int chain = 0; ; )"))
            {
                WriteChain(writer, dialect, rows, vectors);
                using (writer.OpenBlock("if (chain > 0)"))
                {
                    writer.WriteLines(sums.Select(sum => $"{sum.Name} += {dialect.Vector}.LoadUnsafe(ref {sum.Place});"));
                }

                writer.WriteLine();
                writer.WriteLines(sums.Select(sum => $"{sum.Name}.StoreUnsafe(ref {sum.Place});"));
                using (writer.OpenBlock("if (++chain == chains)"))
                {
                    writer.WriteLine("return;");
                }

                writer.WriteLine();
                writer.WriteLines(sums.Select(sum => $"{sum.Name} = {dialect.VectorType}.Zero;"));
            }
        }
    }

    /// <summary>Adds every k of one row to all its chains at once, whose sums are as many as a processor is kept busy by.</summary>
    private static void WriteSideBySide(SourceWriter writer, Dialect dialect, int vectors, int chains)
    {
        for (int chain = 1; chain < chains; chain++)
        {
            writer.WriteLines(Enumerable.Range(0, vectors).Select(vector => $"var {Sum(chain, vector)} = {dialect.VectorType}.Zero;"));
        }

        using (writer.OpenBlock("for (int run = 0; run < runs; run++)"))
        {
            writer.WriteLine("ref float x = ref a, y = ref b;");
            writer.WriteLine("int k = depth;");
            using (writer.OpenBlock($"for (; k >= {chains}; k -= {chains})"))
            {
                for (int chain = 0; chain < chains; chain++)
                {
                    WriteTermOf(chain);
                }
            }

            writer.WriteLine();
            for (int chain = 0; chain < chains - 1; chain++)
            {
                using (writer.OpenBlock($"if (k > {chain})"))
                {
                    WriteTermOf(chain);
                }

                writer.WriteLine();
            }

            writer.WriteLine("a = ref Unsafe.Add(ref a, aRun);");
            writer.WriteLine("b = ref Unsafe.Add(ref b, bRun);");
        }

        writer.WriteLine();
        for (int chain = 1; chain < chains; chain++)
        {
            writer.WriteLines(Enumerable.Range(0, vectors).Select(vector => $"{Sum(0, vector)} += {Sum(chain, vector)};"));
        }

        string Sum(int chain, int vector) => KernelNames.Chain($"c0_{vector}", chain);

        void WriteTermOf(int chain)
        {
            string factor = $"a{chain}";
            writer.WriteLine($"var {factor} = {dialect.Vector}.Create(x);");
            writer.WriteLines(Enumerable.Range(0, vectors).Select(vector =>
                $"{Sum(chain, vector)} = {string.Format(dialect.Fma, factor, $"{dialect.Vector}.LoadUnsafe(ref {Element("y", "bColumn", dialect, vector)})", Sum(chain, vector))};"));
            writer.WriteLine("x = ref Unsafe.Add(ref x, aStep);");
            writer.WriteLine("y = ref Unsafe.Add(ref y, bStep);");
        }
    }

    /// <summary>Adds every k of one chain, run by run.</summary>
    private static void WriteChain(SourceWriter writer, Dialect dialect, int rows, int vectors)
    {
        writer.WriteLine("int terms = (depth + chains - 1 - chain) / chains;");
        writer.WriteLine("ref float aFirst = ref Unsafe.Add(ref a, chain * aStep), bFirst = ref Unsafe.Add(ref b, chain * bStep);");
        using (writer.OpenBlock("for (int run = 0; run < runs; run++)"))
        {
            writer.WriteLine("ref float x = ref aFirst, y = ref bFirst;");
            for (int first = RowsPerBase; first < rows; first += RowsPerBase)
            {
                writer.WriteLine($"ref float x{first} = ref Unsafe.Add(ref x, {first} * aRow);");
            }

            using (writer.OpenBlock("for (int k = terms; k > 0; k--)"))
            {
                WriteTerm(writer, dialect, rows, vectors);
            }

            writer.WriteLine("aFirst = ref Unsafe.Add(ref aFirst, aRun);");
            writer.WriteLine("bFirst = ref Unsafe.Add(ref bFirst, bRun);");
        }

        writer.WriteLine();
    }

    /// <summary>One k.</summary>
    private static void WriteTerm(SourceWriter writer, Dialect dialect, int rows, int vectors)
    {
        for (int vector = 0; vector < vectors; vector++)
        {
            writer.WriteLine($"var b{vector} = {dialect.Vector}.LoadUnsafe(ref {Element("y", "bColumn", dialect, vector)});");
        }

        for (int row = 0; row < rows; row++)
        {
            writer.WriteLine($"var a{row} = {dialect.Vector}.Create({Factor(row)});");
            for (int vector = 0; vector < vectors; vector++)
            {
                writer.WriteLine($"c{row}_{vector} = {string.Format(dialect.Fma, $"a{row}", $"b{vector}", $"c{row}_{vector}")};");
            }
        }

        for (int first = 0; first < rows; first += RowsPerBase)
        {
            string name = first == 0 ? "x" : $"x{first}";
            writer.WriteLine($"{name} = ref Unsafe.Add(ref {name}, aNext);");
        }

        writer.WriteLine("y = ref Unsafe.Add(ref y, bNext);");
        if (Prefetches(dialect, rows))
        {
            int lines = Math.Max(1, vectors / dialect.VectorsPerBlock - 1);
            writer.WriteLines(Enumerable.Range(0, lines).Select(line => $"KernelMemory.PrefetchFar(ref {(line == 0 ? "later" : $"Unsafe.Add(ref later, {line * MatrixGroup.BlockSize})")});"));
            writer.WriteLine("later = ref Unsafe.Add(ref later, pace);");
        }
    }

    private static string Factor(int row)
    {
        string name = row < RowsPerBase ? "x" : $"x{row / RowsPerBase * RowsPerBase}";
        return (row % RowsPerBase) switch
        {
            0 => name,
            1 => $"Unsafe.Add(ref {name}, aRow)",
            var multiple => $"Unsafe.Add(ref {name}, aRow{multiple})",
        };
    }

    private static string Element(string name, string columnStride, Dialect dialect, int vector)
    {
        int column = vector / dialect.VectorsPerBlock, lane = vector % dialect.VectorsPerBlock * dialect.Width;
        string offset = Join(Times(column, columnStride), lane);
        return offset.Length == 0 ? name : $"Unsafe.Add(ref {name}, {offset})";
    }

    private static string Sum(Dialect dialect, int row, int vector)
    {
        int column = vector / dialect.VectorsPerBlock, lane = vector % dialect.VectorsPerBlock * dialect.Width;
        string offset = Join(string.Join(" + ", new[] { Times(row, "cRow"), Times(column, "cColumn") }.Where(term => term.Length > 0)), lane);
        return offset.Length == 0 ? "c" : $"Unsafe.Add(ref c, {offset})";
    }

    private static string Times(int factor, string stride) => factor switch { 0 => "", 1 => stride, _ => $"{factor} * {stride}" };

    private static string Join(string offset, int lane) => (offset.Length, lane) switch
    {
        (_, 0) => offset,
        (0, _) => $"{lane}",
        _ => $"{offset} + {lane}",
    };
}
