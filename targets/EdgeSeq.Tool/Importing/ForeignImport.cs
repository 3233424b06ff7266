using System.Globalization;
using System.Reflection;
using System.Text;
using EdgeSeq.Import;
using EdgeSeq.Storage;
using EdgeSeq.Targets.Tool.Verify;
using Microsoft.CodeAnalysis.CSharp;

namespace EdgeSeq.Targets.Tool.Importing;

/// <summary>What <c>import</c> was asked for.</summary>
/// <param name="File">The model.</param>
/// <param name="Folder">Where the two files go.</param>
/// <param name="Name">Of the type; after the file if null.</param>
/// <param name="Check">Files of inputs and of expected outputs; none if empty.</param>
/// <param name="Options">What the file does not say.</param>
internal sealed record ImportRequest(string File, string Folder, string? Name, string[] Check, ImportOptions Options);

/// <summary><c>import</c>: a model of another tool as a declaration and a model file.</summary>
internal static class ForeignImport
{
    private const string ModelFile = "model.safetensors";

    /// <summary>Reads, compiles, checks, and only then writes.</summary>
    /// <returns>Whether the check, if there was one, found the outputs that were expected.</returns>
    /// <exception cref="IOException">A file cannot be read or written, or is not what it should be; nothing was written.</exception>
    /// <exception cref="NotSupportedException">EdgeSeq has no kernels for the model, or the arguments are none that do; nothing was written.</exception>
    public static bool Run(ImportRequest request, TextWriter output)
    {
        string name = request.Name ?? NameOf(request.File);
        if (!SyntaxFacts.IsValidIdentifier(name))
        {
            throw new NotSupportedException($"{name} is no name of a type; give another with --name.");
        }

        ImportedModel model = ModelImport.Read(request.File, request.Options);
        NumberFile[] check = [.. request.Check.Select(NumberFile.Read)];
        Type shape = CompiledShape.Of(model.Written.Shape);
        using IImportRun run = Load(shape, model.Written.ToFile());
        Describe(request.File, model, output);
        Comparison? comparison = check is [var input, var expected] ? run.Check(input, expected) : null;
        Write(request.Folder, name, model, run, output);
        if (comparison is null)
        {
            return true;
        }

        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{comparison.Count} numbers of {comparison.Case} steps ({Hardware.ActiveIsa}): the largest difference is {comparison.Largest:0.0e+0} of the largest number, {(comparison.IsClose ? "within" : "NOT WITHIN")} {comparison.Tolerance:0e+0}."));
        return comparison.IsClose;
    }

    private static IImportRun Load(Type shape, byte[] file)
    {
        try
        {
            return (IImportRun)Activator.CreateInstance(typeof(ImportRun<>).MakeGenericType(shape), file)!;
        }
        catch (TargetInvocationException e) when (e.InnerException is IOException inner)
        {
            throw new ModelFormatException(inner.Message, inner);
        }
    }

    private static void Describe(string file, ImportedModel model, TextWriter output)
    {
        output.WriteLine($"{file}: {model.Format}, {(model.Vocabulary > 0 ? $"{model.Vocabulary} tokens" : $"{model.Inputs} number{(model.Inputs == 1 ? "" : "s")}")} a step, "
            + string.Create(CultureInfo.InvariantCulture, $"{model.Layers.Sum(layer => (long)layer.Parameters):N0} parameters"));
        output.WriteLine();
        Table.Write(output, ["value", "is", "numbers", "parameters"], model.Layers.Select(layer => new[] { layer.Name, layer.Kind, $"{layer.Size}", $"{layer.Parameters}" }));
        output.WriteLine();
        foreach (string assumed in model.Assumed)
        {
            output.WriteLine($"Assumed, since the file does not say: {assumed}.");
        }

        if (model.Ignored.Count > 0)
        {
            output.WriteLine($"Left out: {string.Join(", ", model.Ignored)}.");
        }
    }

    /// <summary>Both files or none: if the second cannot be written, a first that is new goes again.</summary>
    private static void Write(string folder, string name, ImportedModel model, IImportRun run, TextWriter output)
    {
        Directory.CreateDirectory(folder);
        string weights = Path.Combine(folder, ModelFile), source = Path.Combine(folder, $"{name}.cs");
        AtomicFile.Probe(source);
        bool isNew = !File.Exists(weights);
        run.Save(weights);
        try
        {
            byte[] text = Encoding.UTF8.GetBytes(model.ToSource(name).ReplaceLineEndings());
            AtomicFile.Write(source, stream => stream.Write(text));
        }
        catch when (isNew)
        {
            File.Delete(weights);
            throw;
        }

        output.WriteLine($"{source}:");
        output.WriteLine($"    {model.Declaration.ReplaceLineEndings($"{output.NewLine}    ")}");
        output.WriteLine($"{weights}: its weights");
    }

    /// <summary>After the file: <c>ts9_gru7.json</c> is Ts9Gru7.</summary>
    private static string NameOf(string file)
    {
        string name = string.Concat(Path.GetFileNameWithoutExtension(file).Split([.. "_-. +()[]"], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => string.Concat(word.Where(char.IsAsciiLetterOrDigit))).Where(word => word.Length > 0).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        return name.Length == 0 || !char.IsAsciiLetter(name[0]) ? $"Model{name}" : name;
    }
}
