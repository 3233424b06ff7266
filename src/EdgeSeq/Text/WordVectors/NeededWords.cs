using System.Text;

namespace EdgeSeq.Text.WordVectors;

/// <summary>The words of a vocabulary, and which of their vectors were found. Words as they are written go first, then those in other capitals.</summary>
internal sealed class NeededWords
{
    private readonly Vocabulary _vocabulary;
    private readonly float[,] _vectors;
    private readonly bool[] _isFound;

    // Of words in small letters: which they are, whose each token is, and the first vector of each.
    private readonly UnitTable? _small;
    private readonly int[] _smallOf;
    private readonly float[]?[] _smallVectors;

    /// <summary>No vector is found yet.</summary>
    /// <param name="vocabulary">The words.</param>
    /// <param name="vectors">[tokens x size] Where they go.</param>
    /// <param name="ignoresCase">Whether other capitals will do.</param>
    public NeededWords(Vocabulary vocabulary, float[,] vectors, bool ignoresCase)
    {
        (_vocabulary, _vectors, _isFound) = (vocabulary, vectors, new bool[vocabulary.Count]);
        _smallOf = new int[ignoresCase ? vocabulary.Count : 0];
        _smallVectors = new float[]?[_smallOf.Length];
        if (ignoresCase)
        {
            byte[][] small = [.. Enumerable.Range(0, vocabulary.Count).Select(token => Small(vocabulary.UnitOf(token)))];
            _small = new UnitTable(small.Length, small.Sum(unit => unit.Length));
            for (int token = 0; token < small.Length; token++)
            {
                _small.TryAdd(small[token]);
                _smallOf[token] = _small.Find(small[token]);
            }
        }
    }

    /// <summary>Takes a line if a word needs it.</summary>
    public void Add(in VectorLine line, float scale)
    {
        int token = _vocabulary.FindUnit(line.Word), size = _vectors.GetLength(1);
        if (token >= 0 && !_isFound[token])
        {
            line.CopyTo(System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref _vectors[token, 0], size), scale);
            _isFound[token] = true;
        }

        if (_small?.Find(Small(line.Word)) is >= 0 and var small && _smallVectors[small] is null)
        {
            line.CopyTo(_smallVectors[small] = new float[size], scale);
        }
    }

    /// <summary>Gives words the vectors of other capitals, and says what was found.</summary>
    public WordVectorReport Finish(long lines)
    {
        int found = 0, byCase = 0;
        List<int> missing = [];
        for (int token = 0; token < _isFound.Length; token++)
        {
            if (!_isFound[token] && _small is not null && _smallVectors[_smallOf[token]] is { } other)
            {
                for (int i = 0; i < other.Length; i++)
                {
                    _vectors[token, i] = other[i];
                }

                (_isFound[token], byCase) = (true, byCase + 1);
            }

            found += _isFound[token] ? 1 : 0;
            if (!_isFound[token])
            {
                missing.Add(token);
            }
        }

        return new(found, byCase, missing, lines);
    }

    /// <summary>A word in small letters. What is no UTF-8, as cut words in some files, stays as it is.</summary>
    private static byte[] Small(ReadOnlySpan<byte> word)
    {
        byte[] small = new byte[2 * word.Length];   // small letters have at most 3 bytes where capitals have 2
        int written = 0;
        while (!word.IsEmpty)
        {
            bool isRune = Rune.DecodeFromUtf8(word, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            if (isRune)
            {
                written += SmallLetters.Of(rune).EncodeToUtf8(small.AsSpan(written));
            }
            else
            {
                word[..length].CopyTo(small.AsSpan(written));
                written += length;
            }

            word = word[length..];
        }

        return small[..written];
    }
}
