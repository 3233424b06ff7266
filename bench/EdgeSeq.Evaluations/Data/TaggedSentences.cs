namespace EdgeSeq.Evaluations.Data;

/// <summary>
/// Sentences with named entities in the form of WNUT 2017 (Derczynski et al.): a word, a tab and its tag a line (O, B-person,
/// I-person, ...), an empty line after each sentence.
/// </summary>
internal sealed class TaggedSentences
{
    private readonly Dictionary<string, int> _words;

    /// <summary>Takes words and tags from the training file.</summary>
    public TaggedSentences(string training, int atLeast)
    {
        (string Word, string Tag)[][] sentences = [.. Read(training)];
        Tags = [.. sentences.SelectMany(s => s).Select(item => item.Tag).Distinct().Order(StringComparer.Ordinal)];
        _words = sentences.SelectMany(s => s).CountBy(item => Normal(item.Word)).Where(pair => pair.Value >= atLeast)
            .Select(pair => pair.Key).Order(StringComparer.Ordinal)
            .Select((word, index) => (word, index)).ToDictionary(pair => pair.word, pair => pair.index + WordLooks.Count, StringComparer.Ordinal);
        Training = Encode(sentences);
    }

    /// <summary>The tags; a class is a place in this list.</summary>
    public string[] Tags { get; }

    /// <summary>Distinct tokens: looks of rare words, then words.</summary>
    public int Vocabulary => _words.Count + WordLooks.Count;

    public Example[] Training { get; }

    /// <summary>For each token what a word that looks like it would be if it were rare.</summary>
    public int[] Looks
    {
        get
        {
            int[] looks = [.. Enumerable.Range(0, Vocabulary)];
            foreach ((string word, int token) in _words)
            {
                looks[token] = WordLooks.Of(word);
            }

            return looks;
        }
    }

    /// <summary>Sentences of another file, in the tokens and tags of this one.</summary>
    public Example[] Load(string path) => Encode(Read(path));

    private Example[] Encode(IEnumerable<(string Word, string Tag)[]> sentences) =>
    [
        .. sentences.Select(sentence => Example.OfTokens(
            [.. sentence.Select(item => _words.TryGetValue(Normal(item.Word), out int token) ? token : WordLooks.Of(item.Word))],
            [.. sentence.Select(item => Math.Max(0, Array.IndexOf(Tags, item.Tag)))])),
    ];

    /// <summary>Sentences of a file whose words are vectors: the token of the word, its look, and the buckets of its letters.</summary>
    public Example[] LoadWithLetters(string path)
    {
        const int Size = 2 + LetterGrams.Most;
        return [.. Read(path).Select(sentence =>
        {
            float[] vectors = new float[sentence.Length * Size];
            for (int i = 0; i < sentence.Length; i++)
            {
                string word = Normal(sentence[i].Word);
                vectors[i * Size] = _words.TryGetValue(word, out int token) ? token : -1;
                vectors[(i * Size) + 1] = WordLooks.Of(word);
                LetterGrams.Write(word, vectors.AsSpan((i * Size) + 2, LetterGrams.Most));
            }

            return Example.OfVectors(sentence.Length, vectors, [.. sentence.Select(item => Math.Max(0, Array.IndexOf(Tags, item.Tag)))]);
        })];
    }

    /// <summary>Names of people and places of the net say nothing by themselves.</summary>
    private static string Normal(string word) =>
        word.StartsWith('@') && word.Length > 1 ? "@" : word.StartsWith("http", StringComparison.Ordinal) ? "http" : word;

    private static IEnumerable<(string Word, string Tag)[]> Read(string path)
    {
        var sentence = new List<(string, string)>();
        foreach (string line in File.ReadLines(path).Append(""))
        {
            string[] parts = line.Split('\t');
            if (parts.Length >= 2 && parts[0].Length > 0)
            {
                sentence.Add((parts[0], parts[1].Trim()));
            }
            else if (sentence.Count > 0)
            {
                yield return [.. sentence];
                sentence.Clear();
            }
        }
    }
}
