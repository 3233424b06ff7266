using System.Globalization;
using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Diagnostics;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Parsing;

/// <summary>Reads the sizes and options of a declaration, and refuses those that contradict one another.</summary>
internal static class ShapeReader
{
    /// <summary>More than any course or board asks for, and far from where products of sizes overflow.</summary>
    private const int MaxHidden = 16_384, MaxVector = 1_048_576, MaxLayers = 64;

    /// <summary>Floats of the parameter block that a span reaches with room for its multiples.</summary>
    public const long MaxParameters = int.MaxValue / 2;

    /// <returns>The shape; null if a size is missing or out of range.</returns>
    public static ModelSpec? Read(AttributeReader attribute, DeclaredType type, CellDefinition cell, ProblemList problems)
    {
        (int vocabulary, int inputs) = ReadInput(attribute, problems);
        List<int> hidden = ReadHidden(attribute, problems);
        var spec = new ModelSpec(type, cell, new(hidden))
        {
            Vocabulary = vocabulary,
            Inputs = inputs,
            Embedding = attribute.Has("Embedding") ? Size(attribute, "Embedding", 1, MaxVector, problems) : 0,
            Head = Member<HeadKind>(attribute, "Head", problems),
            ReadsLast = Member<ReadoutKind>(attribute, "Readout", problems) == ReadoutKind.Last,
            DropsOutputs = attribute.Flag("OutputDropout"),
            IsBidirectional = Member<DirectionKind>(attribute, "Direction", problems) == DirectionKind.Both,
            Weights = Member<WeightKind>(attribute, "Weights", problems),
            StateBits = StateBitsReader.Read(attribute, problems),
            Settings = new(SettingsReader.Read(attribute, cell, problems)),
        };
        spec = spec with { Outputs = ReadOutputs(attribute, spec, problems) };
        CheckOptions(attribute, spec, cell, problems);
        if (!problems.Any)
        {
            StateBitsReader.CheckSums(attribute, spec, cell, problems);
            CheckSize(spec, cell, problems);
        }

        return problems.Any ? null : spec;
    }

    /// <summary>V and D, of which one is 0.</summary>
    public static (int Vocabulary, int Inputs) ReadInput(AttributeReader attribute, ProblemList problems)
    {
        if (attribute.Has("Vocabulary") && attribute.Has("Inputs"))
        {
            problems.AddAtOption(attribute.PlaceOf("Inputs"), DiagnosticDescriptors.Contradiction, "Vocabulary (tokens in) and Inputs (vectors in)", "leave one of them out");
            return default;
        }

        return attribute.Has("Inputs")
            ? (0, Size(attribute, "Inputs", 1, MaxVector, problems))
            : (Size(attribute, "Vocabulary", 2, MaxVector, problems, attribute.Has("Vocabulary") ? "" : ", or set Inputs if vectors come in"), 0);
    }

    private static List<int> ReadHidden(AttributeReader attribute, ProblemList problems)
    {
        if (!attribute.Has("HiddenSizes"))
        {
            int hidden = Size(attribute, "Hidden", 1, MaxHidden, problems);
            int layers = attribute.Has("Layers") ? Size(attribute, "Layers", 1, MaxLayers, problems) : 1;
            return [.. Enumerable.Repeat(hidden, Math.Max(1, Math.Min(layers, MaxLayers)))];
        }

        if (attribute.Has("Hidden") || attribute.Has("Layers"))
        {
            problems.AddAtOption(attribute.PlaceOf("HiddenSizes"), DiagnosticDescriptors.Contradiction, "HiddenSizes and Hidden or Layers", "HiddenSizes says both: leave out the others");
        }

        IReadOnlyList<int> sizes = attribute.Integers("HiddenSizes");
        if (sizes.Count is < 1 or > MaxLayers)
        {
            problems.AddAtOption(attribute.PlaceOf("HiddenSizes"), DiagnosticDescriptors.SizeOutOfRange, "The number of HiddenSizes", $"{sizes.Count}", "1", $"{MaxLayers}", "");
            return [1];
        }

        foreach (int size in sizes.Where(size => size is < 1 or > MaxHidden))
        {
            problems.AddAtOption(attribute.PlaceOf("HiddenSizes"), DiagnosticDescriptors.SizeOutOfRange, "A size in HiddenSizes", $"{size}", "1", $"{MaxHidden}", "");
        }

        return [.. sizes];
    }

    private static int ReadOutputs(AttributeReader attribute, ModelSpec spec, ProblemList problems)
    {
        if (spec.Head == HeadKind.None)
        {
            if (attribute.Has("Outputs"))
            {
                problems.AddAtOption(attribute.PlaceOf("Outputs"), DiagnosticDescriptors.Contradiction, "Outputs and Head.None", "leave out Outputs, or choose a head that has outputs");
            }

            return 0;
        }

        // A softmax over the tokens that come in: a language model.
        return spec.Head == HeadKind.Softmax && (attribute.Has("Vocabulary") || !attribute.Has("Inputs")) && !attribute.Has("Outputs")
            ? spec.Vocabulary
            : spec.Head == HeadKind.Softmax
                ? Size(attribute, "Outputs", 2, MaxVector, problems, ", the classes of a softmax, or set Head = Head.Linear for numbers, Head.Sigmoid for yes or no")
                : Size(attribute, "Outputs", 1, MaxVector, problems);
    }

    private static void CheckOptions(AttributeReader attribute, ModelSpec spec, CellDefinition cell, ProblemList problems)
    {
        if (spec.Embedding > 0 && spec.Vocabulary == 0)
        {
            problems.AddAtOption(attribute.PlaceOf("Embedding"), DiagnosticDescriptors.Contradiction, "Embedding and Inputs", "only tokens have learned vectors: leave out Embedding, or declare Vocabulary instead of Inputs");
        }

        if (spec.ReadsLast && spec.Head == HeadKind.None)
        {
            problems.AddAtOption(attribute.PlaceOf("Readout"), DiagnosticDescriptors.Contradiction, "Readout.Last and Head.None", "there is no output to read: leave out Readout, or choose a head");
        }

        if (spec.DropsOutputs && spec.Head == HeadKind.None)
        {
            problems.AddAtOption(attribute.PlaceOf("OutputDropout"), DiagnosticDescriptors.Contradiction, "OutputDropout and Head.None", "there is no output layer to drop in front of: leave out OutputDropout, or choose a head");
        }

        if (cell.IsFixed && spec.Embedding > 0)
        {
            problems.AddAtOption(attribute.PlaceOf("Embedding"), DiagnosticDescriptors.Contradiction, $"Embedding and Cell.{cell.Name}", "nothing would teach the vectors, since a reservoir is fixed: leave out Embedding");
        }

        if (cell.IsFixed && spec.Head == HeadKind.None)
        {
            problems.AddAtOption(attribute.PlaceOf("Head"), DiagnosticDescriptors.Contradiction, $"Head.None and Cell.{cell.Name}", "nothing would be left to learn: choose a head");
        }

        if (cell.Inputs.FirstOrDefault() is { } further)
        {
            problems.Add(DiagnosticDescriptors.Contradiction, $"the cell {cell.Name}, which has a further input \"{further}\"", "only a network says what that is, as in \"y = Lstm(x, 32)\\nz = " + cell.Name + "(y, 32, x)\"");
        }

        StateBitsReader.CheckWeights(attribute, spec.Weights, problems);
        if (attribute.Has("LeakRate") && !cell.HasLeakRate)
        {
            problems.AddAtOption(attribute.PlaceOf("LeakRate"), DiagnosticDescriptors.Contradiction, $"LeakRate and Cell.{cell.Name}", "this cell has no leak rate: leave it out");
        }
        else if (!cell.IsOwn && !(spec.LeakRate is > 0 and <= 1))
        {
            problems.AddAtOption(
                attribute.PlaceOf("LeakRate"), DiagnosticDescriptors.SizeOutOfRange, "LeakRate", spec.LeakRate.ToString("R", CultureInfo.InvariantCulture), "just above 0", "1", "");
        }
        else if (spec.Settings.Count > 0 && OwnCell.Fault(cell, spec.Settings) is { } fault)
        {
            problems.Add(DiagnosticDescriptors.Equations, $"With these constants: {fault.Message}");
        }
    }

    /// <summary>In long arithmetic, before the plan computes its places as ints.</summary>
    private static void CheckSize(ModelSpec spec, CellDefinition cell, ProblemList problems)
    {
        CellRows rows = cell.Read(spec.Settings);
        int directions = spec.IsBidirectional ? 2 : 1;
        long size = spec.Embedding > 0 ? (spec.Vocabulary + 1L) * Lanes(spec.Embedding) : 0;
        long inputs = spec.Vocabulary > 0 && spec.Embedding == 0 ? spec.Vocabulary + 1L : Math.Max(spec.Embedding, spec.Inputs);
        foreach (int hidden in spec.HiddenSizes)
        {
            size += directions * SizeOf(rows, inputs, hidden);
            inputs = directions * (rows.SizeOf("h") is > 0 and var outputs ? outputs : (long)hidden);
        }

        size += (inputs + 1) * Lanes(spec.Outputs);
        if (size > MaxParameters)
        {
            problems.Add(DiagnosticDescriptors.TooLarge, $"{size}", $"{MaxParameters}");
        }
    }

    /// <summary>Floats of the parameters of a layer in one direction.</summary>
    public static long SizeOf(CellRows rows, long inputs, int hidden)
    {
        return rows.Affine.Sum(row => ((row.Input is null ? 0 : inputs) + (row.Recurrent is null ? 0 : Count(row.Operand!)) + 1) * Lanes(Count(row.Name)))
            + rows.Parameters.Sum(parameter => parameter.IsScalar ? MatrixGroup.BlockSize : Lanes(Count(parameter.Name)));

        int Count(string row) => rows.SizeOf(row) is > 0 and var count ? count : hidden;
    }

    public static long Lanes(int size) => (long)MatrixGroup.BlocksOf(size) * MatrixGroup.BlockSize;

    /// <summary>A size within a range; <paramref name="otherwise"/> is another cure, after the range.</summary>
    private static int Size(AttributeReader attribute, string name, int min, int max, ProblemList problems, string otherwise = "")
    {
        int value = attribute.Integer(name);
        if (value < min || value > max)
        {
            problems.AddAtOption(attribute.PlaceOf(name), DiagnosticDescriptors.SizeOutOfRange, name, $"{value}", $"{min}", $"{max}", otherwise);
        }

        return value;
    }

    /// <summary>A member of an enumeration, by its value.</summary>
    public static TEnum Member<TEnum>(AttributeReader attribute, string name, ProblemList problems)
        where TEnum : struct, Enum
    {
        int value = attribute.Integer(name);
        string[] members = [.. Enum.GetNames(typeof(TEnum)).Where(member => member != nameof(HeadKind.Mixed))];   // that one only networks have
        if (!members.Contains(Enum.GetName(typeof(TEnum), value)))
        {
            problems.AddAtOption(attribute.PlaceOf(name), DiagnosticDescriptors.NotAMember, name, Enum.GetName(typeof(TEnum), value) ?? $"{value}", string.Join(", ", members));
        }

        return (TEnum)Enum.ToObject(typeof(TEnum), value);
    }
}
