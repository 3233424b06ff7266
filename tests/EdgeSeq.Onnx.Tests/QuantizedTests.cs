using System.Runtime.InteropServices;
using EdgeSeq.Onnx.Graph;
using EdgeSeq.Onnx.Messages;
using EdgeSeq.Onnx.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Xunit;

namespace EdgeSeq.Onnx.Tests;

/// <summary>Weights of 8 bits as whole numbers and <c>DequantizeLinear</c>.</summary>
public sealed class QuantizedTests
{
    [Fact]
    public void Whole_numbers_and_scales_come_back_with_the_same_bits()
    {
        AssertSame<Shapes.Characters, Shapes.CharactersInt8>(8);   // rows, W of zeros and ones, R, output layer: a quarter
        AssertSame<Shapes.Words, Shapes.WordsInt8>(4);
        AssertSame<Shapes.Tagger, Shapes.TaggerInt8>(1);
    }

    [Fact]
    public void Onnx_runtime_computes_what_it_computes_of_the_same_weights_in_floats()
    {
        AssertAgrees<Shapes.Characters, Shapes.CharactersInt8>();
        AssertAgrees<Shapes.Words, Shapes.WordsInt8>();
        AssertAgrees<Shapes.Tagger, Shapes.TaggerInt8>();
    }

    [Fact]
    public void Pairs_that_break_the_rule_are_rounded_again_only_if_asked()
    {
        byte[] file = Foreign("R_l0", tensor => With(tensor, 100, 100));
        Assert.Contains("break the rule", Refused(file), StringComparison.Ordinal);
        AssertRounded(file);
    }

    [Fact]
    public void So_are_numbers_that_are_none_of_7_bits()
    {
        byte[] file = Foreign("R_l0", tensor => With(tensor, -128, 0));
        Assert.StartsWith("rnn.weight_hh_l0: number 0 of row", Refused(file), StringComparison.Ordinal);
        AssertRounded(file);
    }

    [Fact]
    public void So_are_rows_of_several_scales()
    {
        // One scale for each place of the other axis.
        byte[] file = Foreign("rows", tensor => tensor, graph =>
        {
            graph.Tensors["rows_scale"] = OnnxTensor.Of("rows_scale", [0.01f, 0.02f, 0.03f, 0.01f, 0.02f, 0.03f, 0.01f], 7);
            graph.Nodes[0] = graph.Nodes[0] with { Attributes = [new("axis") { Integer = 0 }] };
        });
        Assert.Contains("with one scale a row", Refused(file), StringComparison.Ordinal);
        AssertRounded(file);
    }

    [Fact]
    public void Zero_points_and_one_scale_for_all_are_read()
    {
        // 5 is 0, so 128 + 5 is no number of 7 bits, and 127 + 5 is.
        OnnxFile graph = Graph();
        byte[] bytes = [.. Enumerable.Range(0, (int)graph.Tensors["rows_quantized"].Dimensions.Aggregate((a, b) => a * b)).Select(i => (byte)(i % 3 == 0 ? 132 : 5))];
        graph.Tensors["rows_quantized"] = graph.Tensors["rows_quantized"] with { DataType = 2, Data = bytes };
        graph.Tensors["rows_scale"] = OnnxTensor.Of("rows_scale", [0.5f]);
        graph.Tensors["zero"] = new("zero", [], 2, new byte[] { 5 });
        graph.Nodes[0] = graph.Nodes[0] with { Inputs = ["rows_quantized", "rows_scale", "zero"], Attributes = [] };
        byte[] file = Written(graph);
        using Model<Shapes.CharactersInt8> read = OnnxModel.Import<Shapes.CharactersInt8>(file);
        using Model<Shapes.Characters> floats = OnnxModel.Import<Shapes.Characters>(file);
        float[] both = [.. NamedModel.Of(read).Tensors["rnn.weight_ih_l0"], .. NamedModel.Of(floats).Tensors["rnn.weight_ih_l0"]];
        Assert.All(both, weight => Assert.Contains(weight, new[] { 0f, 63.5f }));
        Assert.Contains(63.5f, both);
        Assert.Equal(both[..(both.Length / 2)], both[(both.Length / 2)..]);
    }

    [Theory]
    [InlineData("block_size")]
    [InlineData("scales")]
    [InlineData("zero points")]
    [InlineData("of type")]
    public void What_does_not_fit_is_named(string what)
    {
        OnnxFile graph = Graph();
        OnnxTensor scale = graph.Tensors["rows_scale"];
        switch (what)
        {
            case "block_size":
                graph.Nodes[0] = graph.Nodes[0] with { Attributes = [new("block_size") { Integer = 2 }] };
                break;
            case "scales":
                graph.Tensors["rows_scale"] = scale with { Dimensions = [3], Data = scale.Data[..12] };
                break;
            case "zero points":
                graph.Tensors["zero"] = new("zero", [2], NumberType.Int8, new byte[2]);
                graph.Nodes[0] = graph.Nodes[0] with { Inputs = ["rows_quantized", "rows_scale", "zero"] };
                break;
            default:
                graph.Tensors["rows_quantized"] = OnnxTensor.Of("rows_quantized", new float[7 * 15], 7, 15);
                break;
        }

        string message = Assert.Throws<ModelFormatException>(() => OnnxModel.Import<Shapes.Characters>(Written(graph))).Message;
        Assert.StartsWith("Node \"rows_dequantization\"", message, StringComparison.Ordinal);
        Assert.Contains(what.Split('_')[0], message, StringComparison.Ordinal);
    }

    private static void AssertSame<TShape, TRounded>(int least)
        where TShape : struct, ITrainableModel
        where TRounded : struct, ISequenceModel
    {
        using Model<TShape> floats = Models.Create<TShape>();
        using Model<TRounded> model = floats.Quantize<TRounded>();
        byte[] file = OnnxModel.Export(model);
        OnnxFile graph = OnnxFile.Read(file);
        Assert.True(graph.Tensors.Values.Count(tensor => tensor.DataType == NumberType.Int8) >= least / 2);
        using Model<TRounded> read = OnnxModel.Import<TRounded>(file);
        Assert.Equal(model.ComputeSha256(), read.ComputeSha256());
        Assert.Equal(file, OnnxModel.Export(read));

        // Floats that stand for them are rounded to the same.
        using Model<TShape> wide = OnnxModel.Import<TShape>(file);
        using Model<TRounded> again = wide.Quantize<TRounded>(), direct = OnnxModel.Import<TRounded>(OnnxModel.Export(wide));
        Assert.Equal(model.ComputeSha256(), again.ComputeSha256());
        Assert.Equal(model.ComputeSha256(), direct.ComputeSha256());
    }

    private static void AssertAgrees<TShape, TRounded>()
        where TShape : struct, ITrainableModel
        where TRounded : struct, ISequenceModel
    {
        const int Batch = 2, Window = 9;
        using Model<TShape> floats = Models.Create<TShape>();
        using Model<TRounded> model = floats.Quantize<TRounded>();
        byte[] file = OnnxModel.Export(model);
        using Model<TShape> wide = OnnxModel.Import<TShape>(file);
        var sample = new Sample(TShape.Shape, Batch, Window);
        float[] ours = Outputs(file, GraphOptimizationLevel.ORT_DISABLE_ALL), theirs = Outputs(OnnxModel.Export(wide), GraphOptimizationLevel.ORT_DISABLE_ALL), own = new float[ours.Length];
        float[] fused = Outputs(file, GraphOptimizationLevel.ORT_ENABLE_ALL);   // multiplies the output layer's bytes by states that it rounds
        using var runner = new SequenceRunner<TRounded>(model, Batch, Window);
        runner.Logits(sample.Input, own);
        for (int i = 0; i < ours.Length; i++)
        {
            Assert.Equal(theirs[i], ours[i], 1e-5);
            Assert.Equal(theirs[i], fused[i], 1e-2);
            int row = i / TShape.Shape.Outputs % Batch, step = i / TShape.Shape.Outputs / Batch;
            Assert.Equal(ours[i], own[(((row * Window) + step) * TShape.Shape.Outputs) + (i % TShape.Shape.Outputs)], 0.05);   // states of 8 bits
        }

        float[] Outputs(byte[] graph, GraphOptimizationLevel level)
        {
            using var options = new SessionOptions { GraphOptimizationLevel = level };
            using var session = new InferenceSession(graph, options);
            using var results = session.Run([sample.Feed(0, Window), .. session.InputMetadata.Where(input => input.Key.StartsWith("state", StringComparison.Ordinal))
                .Select(input => NamedOnnxValue.CreateFromTensor(input.Key, new DenseTensor<float>(new[] { 1, Batch, input.Value.Dimensions[2] })))]);
            return [.. results.Single(value => value.Name == "output").AsTensor<float>()];
        }
    }

    private static string Refused(byte[] file)
    {
        string message = Assert.Throws<ModelFormatException>(() => OnnxModel.Import<Shapes.CharactersInt8>(file)).Message;
        Assert.Contains("RoundPairs", message, StringComparison.Ordinal);

        using Model<Shapes.Characters> floats = Models.Create<Shapes.Characters>(seed: 2);
        using Model<Shapes.CharactersInt8> model = floats.Quantize<Shapes.CharactersInt8>();
        string before = model.ComputeSha256();
        Assert.Throws<ModelFormatException>(() => OnnxModel.ImportWeights(model, file));
        Assert.Equal(before, model.ComputeSha256());
        return message;
    }

    /// <summary>What is rounded again is near what it was, and keeps the rule: a file of it is read without being asked.</summary>
    private static void AssertRounded(byte[] file)
    {
        using Model<Shapes.CharactersInt8> model = OnnxModel.Import<Shapes.CharactersInt8>(file, new OnnxImportOptions { RoundPairs = true });
        using Model<Shapes.Characters> floats = OnnxModel.Import<Shapes.Characters>(file);
        IReadOnlyDictionary<string, float[]> rounded = NamedModel.Of(model).Tensors;
        foreach ((string name, float[] expected) in NamedModel.Of(floats).Tensors)
        {
            float largest = expected.Max(Math.Abs);
            Assert.All(expected.Zip(rounded[name]), pair => Assert.Equal(pair.First, pair.Second, largest / 100));
        }

        using Model<Shapes.CharactersInt8> again = OnnxModel.Import<Shapes.CharactersInt8>(OnnxModel.Export(model));
        Assert.Equal(model.ComputeSha256(), again.ComputeSha256());
    }

    private static byte[] Foreign(string name, Func<OnnxTensor, OnnxTensor> change, Action<OnnxFile>? more = null)
    {
        OnnxFile graph = Graph();
        string key = name == "rows" ? "rows_quantized" : $"{name}_rows_quantized";
        graph.Tensors[key] = change(graph.Tensors[key]);
        more?.Invoke(graph);
        return Written(graph);
    }

    private static OnnxFile Graph()
    {
        using Model<Shapes.Characters> floats = Models.Create<Shapes.Characters>();
        using Model<Shapes.CharactersInt8> model = floats.Quantize<Shapes.CharactersInt8>();
        return GraphWriter.Write(NamedModel.Of(model), activate: false);
    }

    private static OnnxTensor With(OnnxTensor tensor, params sbyte[] first)
    {
        byte[] data = tensor.Data.ToArray();
        MemoryMarshal.AsBytes(first).CopyTo(data);
        return tensor with { Data = data };
    }

    private static byte[] Written(OnnxFile graph)
    {
        var writer = new ProtoWriter();
        graph.Write(writer);
        return writer.Written.ToArray();
    }
}
