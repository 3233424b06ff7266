using System.Text;
using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Models;

/// <summary>What a model carries goes through its file.</summary>
[Trait("Isa", "none")]
public sealed class DescriptionFileTests
{
    [Fact]
    public void All_of_it_comes_back_as_it_was()
    {
        using var model = new Model<Weather>(1)
        {
            Normalizer = new([20.1f, 1000], [5, 1 / 3f], [0, -1e-7f], [1, 1e20f]) { Missing = MissingInputs.Mean },
            Labels = ["temperature", "pressure"],
            InputUnits = ["°C", "hPa"],
            OutputUnits = ["°C", ""],
            Thresholds = [0.5f, 1e-3f],
        };
        model.Metadata["trained on"] = "2026, \"quoted\"\nsecond line";
        model.Metadata["gone"] = "soon";
        model.Metadata["gone"] = null;
        using Model<Weather> loaded = Saved(model);
        Assert.Equal(model.Normalizer.InputMean, loaded.Normalizer!.InputMean);
        Assert.Equal(model.Normalizer.InputScale, loaded.Normalizer.InputScale);
        Assert.Equal(model.Normalizer.OutputMean, loaded.Normalizer.OutputMean);
        Assert.Equal(model.Normalizer.OutputScale, loaded.Normalizer.OutputScale);
        Assert.Equal(MissingInputs.Mean, loaded.Normalizer.Missing);
        Assert.Equal(model.Labels, loaded.Labels);
        Assert.Equal(model.InputUnits, loaded.InputUnits);
        Assert.Equal(model.OutputUnits, loaded.OutputUnits);
        Assert.Equal(model.Thresholds, loaded.Thresholds);
        Assert.Equal([new("trained on", "2026, \"quoted\"\nsecond line")], loaded.Metadata);
        Assert.Equal(model.ComputeSha256(), loaded.ComputeSha256());

        using var other = new Model<Weather>(2) { Labels = ["a", "b"] };
        other.LoadWeights(File(new Model<Weather>(3)));
        Assert.Null(other.Labels);
    }

    [Fact]
    public void A_model_that_carries_nothing_is_saved_as_before()
    {
        using var model = new Model<Topic>(1) { Vocabulary = Vocabulary.Bytes };
        using Model<Topic> loaded = Saved(model);
        Assert.NotNull(loaded.Vocabulary);
        Assert.Null(loaded.Normalizer);
        Assert.Null(loaded.Labels);
        Assert.Null(loaded.Thresholds);
        Assert.Empty(loaded.Metadata);
    }

    [Theory]
    [InlineData("cell")]
    [InlineData("cell_equations")]
    [InlineData("edgeseq_labels")]
    [InlineData("edgeseq_anything")]
    [InlineData("format")]
    [InlineData("")]
    public void Keys_of_the_file_s_own_are_refused(string key)
    {
        using var model = new Model<Topic>(1);
        Assert.Throws<ArgumentException>(() => model.Metadata[key] = "x");
        Assert.Empty(model.Metadata);
    }

    [Fact]
    public void Labels_are_as_many_as_outputs_and_a_line_each()
    {
        using var model = new Model<Topic>(1);
        Assert.Throws<ArgumentException>(() => model.Labels = ["a", "b"]);
        Assert.Throws<ArgumentException>(() => model.Labels = ["a", "b", "c\nd"]);
        Assert.Throws<ArgumentException>(() => model.Labels = ["a", "b", "half \uD800"]);
        Assert.Throws<ArgumentException>(() => model.Metadata["half \uD800"] = "x");
        Assert.Throws<ArgumentException>(() => model.InputUnits = ["a"]);
        Assert.Throws<ArgumentException>(() => model.Thresholds = [1, 2, float.NaN]);
        model.Labels = ["a", "b", "c"];
        Assert.Equal(["a", "b", "c"], model.Labels);
    }

    /// <summary>A text of the file that is damaged is refused, and the model that loads it stays as it was.</summary>
    [Theory]
    [InlineData("edgeseq_labels", "no\\nyes")]
    [InlineData("edgeseq_thresholds", "1 2 x")]
    [InlineData("edgeseq_thresholds", "1 2 NaN")]
    [InlineData("edgeseq_missing", "Sometimes")]
    [InlineData("edgeseq_input_mean", "1")]
    [InlineData("edgeseq_input_scale", "0 0 1")]
    public void A_damaged_description_is_refused(string key, string text)
    {
        using var model = new Model<Topic>(1);
        Assert.Throws<ModelFormatException>(() => model.LoadWeights(WithText(File(model), key, text)));
        Assert.Null(model.Labels);
    }

    private static Model<TShape> Saved<TShape>(Model<TShape> model)
        where TShape : struct, ITrainableModel => Model<TShape>.Load(File(model));

    private static byte[] File<TShape>(Model<TShape> model)
        where TShape : struct, ITrainableModel
    {
        byte[] file = new byte[model.GetSavedSize()];
        model.Save(file);
        return file;
    }

    /// <summary>A file with one more text, and what belongs to it.</summary>
    private static byte[] WithText(byte[] file, string key, string text)
    {
        int length = (int)BitConverter.ToInt64(file);
        string header = Encoding.UTF8.GetString(file, 8, length);
        string more = $"\"{key}\":\"{text}\",{(key.Contains("put_", StringComparison.Ordinal) ? "\"edgeseq_missing\":\"Reject\"," : "")}";
        byte[] changed = Encoding.UTF8.GetBytes(header.Replace("\"__metadata__\":{", "\"__metadata__\":{" + more, StringComparison.Ordinal));
        return [.. BitConverter.GetBytes((long)changed.Length), .. changed, .. file[(8 + length)..]];
    }
}
