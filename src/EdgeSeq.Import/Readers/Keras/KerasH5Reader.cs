using System.Text;
using EdgeSeq.Import.Form;
using EdgeSeq.Import.Readers.Hdf5;
using EdgeSeq.Import.Readers.Json;

namespace EdgeSeq.Import.Readers.Keras;

/// <summary>
/// An <c>.h5</c> file of Keras: a whole model, whose layers stand in the attribute <c>model_config</c> (keras/src/legacy/saving/legacy_h5_format.py), or weights only,
/// old or new, whose layers are found as those of a state dictionary are.
/// </summary>
internal sealed class KerasH5Reader : IModelReader
{
    public string Format => "Keras .h5";

    public bool Recognizes(ForeignFile file) => file.StartsWith(Hdf5File.Signature);

    public ForeignModel Read(ForeignFile file, ImportOptions options)
    {
        Hdf5Object root = new Hdf5File(file.Bytes).Root;
        if (root.Attribute("model_config") is { } config)
        {
            var model = new ForeignModel(Format);
            bool isOlder = root.Attribute("keras_version") is not { } version || KerasReader.IsOlder(version.Text);
            new KerasGraph(model, isOlder).Read(JsonTree.Parse(Encoding.UTF8.GetBytes(config.Text), "model_config"), new KerasWeights.Listed(root.At("model_weights")));
            return model;
        }

        string[] layers = [.. KerasVariables.Listed.Texts(root, "layer_names")];
        var modules = new KerasModules(Format, isOrdered: layers.Length > 0);
        if (layers.Length > 0)
        {
            foreach (string layer in layers)
            {
                Hdf5Object group = root.At(layer);
                modules.Add(layer, [.. KerasVariables.Listed.Texts(group, "weight_names").Select(group.At)]);
            }
        }
        else
        {
            Hdf5Object groups = root.Find("layers") ?? throw new ModelFormatException("The HDF5 file has neither the attributes model_config or layer_names, nor a group layers: it is of no version of Keras that is read.");
            foreach (string layer in groups.Names.Order(StringComparer.Ordinal))
            {
                modules.Add(layer, groups.At(layer));
            }
        }

        return modules.ToModel(options);
    }
}
