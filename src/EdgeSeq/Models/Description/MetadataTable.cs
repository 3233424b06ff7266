using System.Collections;
using System.Diagnostics.CodeAnalysis;
using EdgeSeq.Storage;

namespace EdgeSeq;

/// <summary>
/// Texts by key that a model carries: who made it, from which data, what it scored. Saved in the model's file, read back, and exported to
/// ONNX. Files say the shape under keys of their own, which are not to be set here.
/// </summary>
/// <remarks>Thread-safe to read.</remarks>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is no general collection.")]
public sealed class MetadataTable : IEnumerable<KeyValuePair<string, string>>
{
    private const int MaxCount = 1000;
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    internal MetadataTable()
    {
    }

    /// <summary>How many texts there are.</summary>
    public int Count => _texts.Count;

    /// <summary>The text of a key: null where there is none, and to remove it.</summary>
    /// <param name="key">Any text but the keys of the shape and those that begin with <c>edgeseq_</c>.</param>
    /// <exception cref="ArgumentException">The key is empty or one of the file's own, a text holds half of a surrogate pair, or there are 1,000 already.</exception>
    public string? this[string key]
    {
        get => _texts.GetValueOrDefault(key);
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            if (value is null)
            {
                _texts.Remove(key);
                return;
            }

            RequireWhole(key, nameof(key));
            RequireWhole(value, nameof(value));
            if (ModelMetadata.IsReserved(key))
            {
                throw new ArgumentException($"{key} is a key of the file's own; choose another.", nameof(key));
            }

            Require.That(_texts.Count < MaxCount || _texts.ContainsKey(key), _texts.Count, $"a model carries at most {MaxCount} texts");
            _texts[key] = value;
        }
    }

    /// <summary>All texts, in the order in which they were set.</summary>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _texts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Takes over the texts of another one.</summary>
    internal void CopyFrom(MetadataTable other)
    {
        _texts.Clear();
        foreach ((string key, string text) in other._texts)
        {
            _texts.Add(key, text);
        }
    }

    /// <summary>What a file holds, which was checked when it was read.</summary>
    internal void Restore(string key, string text) => _texts[key] = text;

    /// <exception cref="ArgumentException">A text holds half of a surrogate pair.</exception>
    internal static void RequireWhole(string text, string name)
    {
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            if (char.IsSurrogate(text[i]) && !isPair)
            {
                throw new ArgumentException($"{name} holds half of a surrogate pair, which no file can hold.", name);
            }

            i += isPair ? 1 : 0;
        }
    }
}
