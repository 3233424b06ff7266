using EdgeSeq.Import.Form;
using EdgeSeq.Import.Readers.Hdf5;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.Keras;

/// <summary>The weights of one layer.</summary>
internal abstract class KerasVariables
{
    /// <summary>Weights of the layer, or of a part of it.</summary>
    /// <param name="part">Such as <c>cell</c>, as Keras 3 nests them; empty for those of the layer itself.</param>
    /// <param name="count">How many there must be.</param>
    /// <exception cref="ModelFormatException">There are others.</exception>
    public abstract NumberTensor[] Take(string part, int count);

    /// <summary>The weights of a model that is a layer.</summary>
    /// <exception cref="ModelFormatException">The file does not keep them apart.</exception>
    public abstract KerasWeights Nested { get; }

    /// <summary>How many weights are left to take; an optional one may be missing.</summary>
    public abstract int CountOf(string part);

    /// <summary>Requires that nothing is left.</summary>
    /// <exception cref="ModelFormatException">Something is.</exception>
    public virtual void RequireEnd()
    {
    }

    /// <summary>Of Keras 3, and of .keras files of TensorFlow 2.13 on: <c>layers/lstm/cell/vars/0</c>.</summary>
    /// <param name="file">The file, for messages.</param>
    /// <param name="path">The layer's group.</param>
    /// <param name="group">It; null if there is none, since it has no weights.</param>
    internal sealed class Grouped(Hdf5Object file, string path, Hdf5Object? group) : KerasVariables
    {
        public override KerasWeights Nested => new KerasWeights.Grouped(group ?? file.At(path));

        public override int CountOf(string part) => group?.Find(Vars(part))?.Names.Count ?? 0;

        public override NumberTensor[] Take(string part, int count)
        {
            Hdf5Object variables = (group ?? file.At(path)).At(Vars(part));
            return variables.Names.Count == count ? [.. Enumerable.Range(0, count).Select(i => variables.At($"{i}").Tensor())]
                : throw new ModelFormatException($"{JsonFields.Quote(variables.Path)} holds {variables.Names.Count} weights; its layer has {count}.");
        }

        private static string Vars(string part) => part.Length == 0 ? "vars" : $"{part}/vars";
    }

    /// <summary>Of the older .h5: named in the attribute <c>weight_names</c> of the layer's group, in the order of the layer.</summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="group">Its group; null if there is none.</param>
    internal sealed class Listed(string layer, Hdf5Object? group) : KerasVariables
    {
        private readonly string[] _names = group is null ? [] : [.. Texts(group, "weight_names")];
        private int _next;

        public override KerasWeights Nested => throw new ModelFormatException($"The layer {JsonFields.Quote(layer)} is a model, whose weights the older .h5 does not keep apart; save it as .keras.");

        public override int CountOf(string part) => _names.Length - _next;

        public override NumberTensor[] Take(string part, int count)
        {
            _next = count <= _names.Length - _next ? _next + count : throw new ModelFormatException($"{JsonFields.Quote(layer)} has {_names.Length} weights in the file, and takes more.");
            return [.. _names[(_next - count).._next].Select(name => group!.At(name).Tensor())];
        }

        public override void RequireEnd()
        {
            if (_next < _names.Length)
            {
                throw new ModelFormatException($"{JsonFields.Quote(layer)} has {_names.Length} weights in the file; {_next} are expected.");
            }
        }

        /// <summary>A list that Keras cuts into several attributes where it is too long for one.</summary>
        public static IEnumerable<string> Texts(Hdf5Object group, string name)
        {
            if (group.Attribute(name) is { } all)
            {
                return all.Texts;
            }

            List<string> texts = [];
            for (int i = 0; group.Attribute($"{name}{i}") is { } part; i++)
            {
                texts.AddRange(part.Texts);
            }

            return texts;
        }
    }
}
