using EdgeSeq.Import.Form;
using EdgeSeq.Import.Readers.Hdf5;
using EdgeSeq.Import.Readers.Json;
using EdgeSeq.Import.Readers.Zip;

namespace EdgeSeq.Import.Readers.Keras;

/// <summary>A <c>.keras</c> file of Keras 3 or TensorFlow 2.13 on: a zip file of config.json, metadata.json and model.weights.h5 (keras/src/saving/saving_lib.py).</summary>
internal sealed class KerasReader : IModelReader
{
    private const string Config = "config.json", Weights = "model.weights.h5", Metadata = "metadata.json";

    public string Format => "Keras .keras";

    public bool Recognizes(ForeignFile file) => ZipFolder.Has(file, Config);

    public ForeignModel Read(ForeignFile file, ImportOptions options)
    {
        using var zip = new ZipFolder(file.Bytes);
        var model = new ForeignModel(Format);
        bool isOlder = zip.Names.Contains(Metadata) && JsonTree.Parse(zip.Read(Metadata), Metadata).Find("keras_version") is { IsText: true } version && IsOlder(version.Text);
        Hdf5Object root = new Hdf5File(zip.Read(Weights)).Root;
        new KerasGraph(model, isOlder).Read(JsonTree.Parse(zip.Read(Config), Config), new KerasWeights.Grouped(root));
        return model;
    }

    /// <summary>Whether a version is before 3.</summary>
    public static bool IsOlder(string version) => version.Length > 0 && version[0] < '3';
}
