using EdgeSeq.Targets.LanguageModels.Commands;
using EdgeSeq.Text;

namespace EdgeSeq.Targets.LanguageModels.Text;

/// <summary>
/// A corpus as tokens. Bytes are read where they lie; characters and words are encoded into a temporary file, 2 bytes each, so
/// memory does not depend on the size of the text.
/// </summary>
internal sealed class EncodedCorpus : IDisposable
{
    private readonly Stream _stream;

    /// <summary>Finds the vocabulary of a text and encodes it.</summary>
    /// <param name="corpus">The text.</param>
    /// <param name="settings">Level and what has a token.</param>
    /// <param name="mostTokens">V of the shape.</param>
    /// <exception cref="UsageException">The text is not UTF-8, or nothing in it has a token.</exception>
    public EncodedCorpus(Corpus corpus, TrainSettings settings, int mostTokens)
    {
        Corpus = corpus;
        Stream text = corpus.Open();
        Bytes = text.Length;
        if (settings.Level == TextLevel.Byte)
        {
            (_stream, Vocabulary, Tokens) = (text, Vocabulary.Bytes, TokenSequence.OfBytes(text));
            return;
        }

        using (text)
        {
            _stream = new FileStream(
                Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            try
            {
                Vocabulary = Vocabulary.Build(text, new VocabularyOptions
                {
                    Level = settings.Level,
                    LowerCase = settings.LowerCase,
                    MaxSize = mostTokens,
                    MinCount = settings.MinCount,
                    HasEndOfSentence = true,
                });
                text.Position = 0;
                Tokens = TokenSequence.Encode(text, Vocabulary, _stream);
            }
            catch (ArgumentException e)
            {
                _stream.Dispose();
                throw new UsageException($"The corpus '{corpus.Name}' cannot be used: {OneLine.Of(e)}");
            }
        }
    }

    /// <summary>The text.</summary>
    public Corpus Corpus { get; }

    /// <summary>Its size.</summary>
    public long Bytes { get; }

    /// <summary>What its tokens stand for.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Its tokens.</summary>
    public TokenSequence Tokens { get; }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
