using EdgeSeq.Generators.Equations;
using EdgeSeq.Onnx.Graph;
using EdgeSeq.Onnx.Networks;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq.Targets.Tool.PyTorch;

/// <summary>A model as a module of PyTorch, whose state dictionary its safetensors file is.</summary>
internal static class PyTorchModule
{
    /// <summary>Writes <c>model.py</c>.</summary>
    /// <param name="from">A .safetensors file.</param>
    /// <param name="to">The file to write; <c>model.py</c> beside the other if null.</param>
    /// <param name="readsTokens">Whether tokens come in, if the file does not say it; null if nobody knows.</param>
    /// <param name="output">Receives what was written.</param>
    /// <exception cref="IOException">A file cannot be read or written, or holds no model; the target is as before.</exception>
    /// <exception cref="NotSupportedException">PyTorch has no module for a part of the model.</exception>
    public static void Run(string from, string? to, bool? readsTokens, TextWriter output)
    {
        if (StoredModel.IsOnnx(from))
        {
            throw new NotSupportedException($"{from} is no .safetensors file; convert it to one, which the module loads.");
        }

        StoredModel stored = StoredModel.Read(from, readsTokens);
        NamedModel model = stored.Known;
        if (stored.Weights == WeightType.Int8)
        {
            throw new NotSupportedException($"{from} has weights of 8 bits, which PyTorch's modules do not load; `convert {from} floats.safetensors` makes floats of them.");
        }

        NetworkText? network = model.Shape.Network.Length > 0 ? new(model.Shape.Network) : null;
        var text = new ModuleText(stored.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Dimensions, StringComparer.Ordinal), network is null ? null : new(network));
        if (network is not null)
        {
            WriteNetwork(text, network);
        }
        else
        {
            WriteStack(text, model.Shape);
        }

        string title = $"The model of {Path.GetFileName(from)}: load(\"{Path.GetFileName(from)}\") reads it. x is [batch, steps{(model.Shape.Vocabulary > 0 ? "], tokens" : $", {model.Shape.Inputs}]")}.";
        to ??= Path.Combine(Path.GetDirectoryName(Path.GetFullPath(from))!, "model.py");
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text.ToFile(title));
        AtomicFile.Write(to, stream => stream.Write(bytes));
        output.WriteLine($"{to}: a module of PyTorch that loads {Path.GetFileName(from)}");
    }

    private static void WriteStack(ModuleText text, ModelShape shape)
    {
        if (shape.HiddenSizes.Distinct().Count() > 1)
        {
            throw new NotSupportedException("Layers of different sizes are no single module of PyTorch; declare a network with a row for each.");
        }

        if (shape.Cell is null or Cell.EchoState)
        {
            throw new NotSupportedException($"PyTorch has no module of the cell {shape.CellName}.");
        }

        string module = CanonicalTensors.RecurrentModule, head = CanonicalTensors.HeadModule, input = "x";
        if (shape.Embedding > 0)
        {
            text.Module(CanonicalTensors.EmbeddingModule, $"nn.Embedding({shape.Vocabulary}, {shape.Embedding})");
            input = $"self.{CanonicalTensors.EmbeddingModule}(x)";
        }
        else if (shape.Vocabulary > 0)
        {
            input = $"F.one_hot(x, {shape.Vocabulary}).float()";
        }

        text.Module(module, text.Recurrent(shape.Cell.Value.ToString(), module, shape.Layers));
        bool isLast = shape.Readout == Readout.Last, isBoth = shape.Direction == Direction.Both;
        text.Line($"h, state = self.{module}({input})");
        if (isLast)
        {
            // In both directions, the last state of each.
            string last = shape.Cell == Cell.Lstm ? "state[0]" : "state";
            text.Line(isBoth ? $"h = torch.cat([{last}[-2], {last}[-1]], -1)" : "h = h[:, -1]");
        }

        if (shape.Head == Head.None)
        {
            text.Line("return h");
            return;
        }

        IReadOnlyList<long> size = text.SizeOf($"{head}.weight");
        text.Module(head, $"nn.Linear({size[1]}, {size[0]})");
        text.Line(shape.Head switch
        {
            Head.Softmax => $"return torch.softmax(self.{head}(h), -1)",
            Head.Sigmoid => $"return torch.sigmoid(self.{head}(h))",
            _ => $"return self.{head}(h)",
        });
    }

    private static void WriteNetwork(ModuleText text, NetworkText network)
    {
        foreach ((string name, double value) in network.Constants)
        {
            text.Constant(name, value);
        }

        foreach (FunctionRow function in network.Functions)
        {
            text.Function(function.Name, [.. function.Parameters], function.Value);
        }

        foreach (Equation row in network.Rows)
        {
            text.Line(row.Target, row.Value);
        }

        string[] outputs = [.. network.Rows.Where(row => network.Output(row) is not null).Select(row => row.Target)];
        text.Line(outputs is [var one] ? $"return {one}" : $"return torch.cat([{string.Join(", ", outputs)}], -1)");
    }
}
