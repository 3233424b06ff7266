using System.CommandLine;
using System.CommandLine.Help;
using EdgeSeq.Targets.Tool.Importing;
using EdgeSeq.Targets.Tool.Rounding;

namespace EdgeSeq.Targets.Tool;

/// <summary>The command line: parses, runs, and turns whatever goes wrong into one line and an exit code.</summary>
internal static class ToolApp
{
    private const string Name = "edgeseq";
    private const int RunFailed = 1, WrongArguments = 2;

    /// <summary>Runs one command.</summary>
    /// <param name="arguments">As typed.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="errors">Standard error.</param>
    /// <returns>0; 1 if a file could not be read or written, or results differ; 2 if the arguments will not do.</returns>
    public static int Run(string[] arguments, TextWriter output, TextWriter errors)
    {
        ParseResult result = Root(output).Parse(arguments);
        if (result.Errors.Count > 0 && result.Action is not HelpAction)
        {
            errors.WriteLine($"{Name}: {result.Errors[0].Message}");
            return WrongArguments;
        }

        try
        {
            return result.Invoke(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            errors.WriteLine($"{Name}: {e.Message}");
            return RunFailed;
        }
    }

    private static RootCommand Root(TextWriter output)
    {
        var tokens = new Option<bool>("--tokens") { Description = "A token comes in, where the file does not say it." };
        var vectors = new Option<bool>("--vectors") { Description = "A vector comes in, where the file does not say it." };
        var file = new Argument<string>("file") { Description = "A .safetensors or .onnx file." };
        var inspect = new Command("inspect", "Shows the tensors of a model file and the shape that it fits.") { file, tokens, vectors };
        inspect.SetAction(result => Inspection.Write(result.GetValue(file)!, ReadsTokens(result), output));

        var from = new Argument<string>("from") { Description = "The file to read." };
        var to = new Argument<string?>("to") { Description = "The file to write; replaced if it exists. With --to, a file beside the other if it is not given: model.onnx, model.keras, model.py.", Arity = ArgumentArity.ZeroOrOne };
        var target = new Option<string?>("--to") { Description = "onnx; keras: a .keras file; or pytorch: a module of PyTorch that loads the .safetensors file." };
        var activation = new Option<bool>("--activation") { Description = "An ONNX file has softmax or sigmoid of the outputs, and not only what goes into them." };
        var convert = new Command("convert", "Converts a model between safetensors and ONNX, as the names of the files end, or writes a module of PyTorch for it.") { from, to, target, activation, tokens, vectors };
        convert.Validators.Add(result =>
        {
            if (result.GetValue(to) is null && result.GetValue(target) is null)
            {
                result.AddError("Say which file to write, or --to onnx, --to keras, --to pytorch.");
            }
        });
        convert.SetAction(result => Conversion.Run(result.GetValue(from)!, result.GetValue(to), result.GetValue(target), ReadsTokens(result), result.GetValue(activation), output));

        var model = new Argument<string>("model") { Description = "A .safetensors file." };
        var onnx = new Option<string?>("--onnx") { Description = "The .onnx file to compare with; what `convert` writes if it is not given." };
        var verify = new Command("verify", "Runs a model in EdgeSeq and in ONNX Runtime, and compares what comes out.") { model, onnx, tokens, vectors };
        verify.SetAction(result => Verification.Run(result.GetValue(model)!, result.GetValue(onnx), ReadsTokens(result), output) ? 0 : RunFailed);
        return new RootCommand("Looks into model files, converts and verifies them.") { inspect, convert, verify, Quantize(output), Import(output) };

        Command Quantize(TextWriter output)
        {
            var weights = new Option<string>("--weights") { Description = "The type to round to: int8 or bfloat16.", Required = true };
            var to = new Option<string?>("--out") { Description = "The file to write; model.int8.safetensors or model.bfloat16.safetensors beside model.safetensors if it is not given." };
            var check = new Option<string?>("--check") { Description = "A text whose loss is measured before and after; or a file of numbers, whose outputs are compared: vectors (.csv, .json, .npy, .f32, .f64, .i32), or tokens (.i32)." };
            var roundPairs = new Option<bool>("--round-pairs") { Description = "Reads weights of 8 bits of another tool, and rounds those again that break the rule of pairs." };
            var stateBits = new Option<int?>("--state-bits") { Description = "Bits to which states are rounded where weights of int8 multiply them: 8, or 15 for regression without noise. The tensors are the same. 8 if the file does not say 15." };
            weights.AcceptOnlyFromAmong("int8", "bfloat16");
            stateBits.AcceptOnlyFromAmong("8", "15");
            var quantize = new Command("quantize", "Rounds the weights of a model to 8 or 16 bits, and says what that costs.") { model, weights, stateBits, to, check, roundPairs, tokens, vectors };
            quantize.SetAction(result => WeightRounding.Run(
                new(result.GetValue(model)!, Enum.Parse<WeightType>(result.GetValue(weights)!, ignoreCase: true), result.GetValue(stateBits), result.GetValue(to), result.GetValue(check), result.GetValue(roundPairs), ReadsTokens(result)), output));
            return quantize;
        }

        bool? ReadsTokens(ParseResult result) => (result.GetValue(tokens), result.GetValue(vectors)) switch
        {
            (true, true) => throw new NotSupportedException("--tokens and --vectors are two answers to one question; give one."),
            (true, false) => true,
            (false, true) => false,
            _ => null,
        };
    }

    private static Command Import(TextWriter output)
    {
        var file = new Argument<string>("file") { Description = "A model of RTNeural, AIDA-X, GuitarML, NeuralAmpModeler, ICU, Keras or PyTorch; its content says which." };
        var folder = new Option<string>("--out") { Description = "The folder to write to; the current one if it is not given.", DefaultValueFactory = _ => "." };
        var name = new Option<string?>("--name") { Description = "The name of the type; after the file if it is not given." };
        var check = new Option<string[]>("--check") { Description = "INPUT EXPECTED: files of numbers (.csv, .json, .npy, .f32, .f64, .i32); runs the model and compares.", Arity = new(2, 2), AllowMultipleArgumentsPerToken = true };
        var tokens = new Option<bool>("--tokens") { Description = "The first recurrent layer of a state dictionary reads tokens." };
        var head = new Option<Head?>("--head") { Description = "The function behind the last layer of a state dictionary: Linear, Sigmoid or Softmax." };
        var readout = new Option<Readout?>("--readout") { Description = "The steps of a state dictionary that have an output: Every or Last." };
        var activation = new Option<string?>("--activation") { Description = "The function behind linear layers of a state dictionary that others read: relu, tanh, ..., linear." };
        var ignore = new Option<string[]>("--ignore") { Description = "Beginnings of names of tensors that the model does without.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var inputMean = new Option<string?>("--input-mean") { Description = "The tensor of a state dictionary that the model subtracts from what comes in." };
        var inputScale = new Option<string?>("--input-scale") { Description = "The tensor of a state dictionary that the model multiplies what comes in by." };
        var outputScale = new Option<string?>("--output-scale") { Description = "The tensor of a state dictionary that the model multiplies its last layer by." };
        var import = new Command("import", "Reads a model of another tool and writes its declaration and its weights.") { file, folder, name, check, tokens, head, readout, activation, ignore, inputMean, inputScale, outputScale };
        import.SetAction(result => ForeignImport.Run(
            new(result.GetValue(file)!, result.GetValue(folder)!, result.GetValue(name), result.GetValue(check) ?? [], new()
            {
                ReadsTokens = result.GetValue(tokens),
                Head = result.GetValue(head),
                Readout = result.GetValue(readout),
                Activation = result.GetValue(activation),
                Ignore = result.GetValue(ignore) ?? [],
                InputMean = result.GetValue(inputMean),
                InputScale = result.GetValue(inputScale),
                OutputScale = result.GetValue(outputScale),
            }), output) ? 0 : RunFailed);
        return import;
    }
}
