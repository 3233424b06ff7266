using System.Text.RegularExpressions;
using EdgeSeq.Import.Readers.Hdf5;

namespace EdgeSeq.Import.Readers.Keras;

/// <summary>The weights of the layers of one model.</summary>
internal abstract partial class KerasWeights
{
    /// <summary>The weights of a layer; layers are asked for in the order of the model.</summary>
    /// <param name="type">Its class.</param>
    /// <param name="name">As the model calls it.</param>
    public abstract KerasVariables Of(string type, string name);

    /// <summary>
    /// Groups are called after classes, and counted: the second LSTM is <c>lstm_1</c>, whatever its name (keras/src/saving/saving_lib.py,
    /// _save_container_state).
    /// </summary>
    /// <param name="model">The model's group.</param>
    internal sealed partial class Grouped(Hdf5Object model) : KerasWeights
    {
        private readonly Dictionary<string, int> _used = new(StringComparer.Ordinal);

        public override KerasVariables Of(string type, string name)
        {
            string group = SnakeCase(type);
            _used[group] = _used.TryGetValue(group, out int used) ? used + 1 : 0;
            string path = $"layers/{(used == 0 && _used[group] == 0 ? group : $"{group}_{_used[group]}")}";
            return new KerasVariables.Grouped(model, path, model.Find(path));
        }

        /// <summary>As keras/src/utils/naming.py does.</summary>
        public static string SnakeCase(string name) => InnerCapital().Replace(CapitalWord().Replace(name, "$1_$2"), "$1_$2").ToLowerInvariant();

        [GeneratedRegex("(.)([A-Z][a-z]+)")]
        private static partial Regex CapitalWord();

        [GeneratedRegex("([a-z])([A-Z])")]
        private static partial Regex InnerCapital();
    }

    /// <summary>Groups are called after layers.</summary>
    /// <param name="group">That of all layers.</param>
    internal sealed class Listed(Hdf5Object group) : KerasWeights
    {
        public override KerasVariables Of(string type, string name) => new KerasVariables.Listed(name, group.Find(name));
    }
}
